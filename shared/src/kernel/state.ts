import type { Audience, Contract, EventName, Payload, Slice, SnapshotKind } from './contract.ts'
import type { Entry } from './wire.ts'

/** What is known of a feature in one channel is its snapshot there, moved on by that channel's events. */
export type Empty<C extends Contract> = { readonly [Kind in SnapshotKind<C>]: Slice<C, Kind> }
export type Reducers<C extends Contract> = {
  readonly [E in EventName<C>]: (
    slice: Slice<C, Audience<C, E> & SnapshotKind<C>>,
    payload: Payload<C, E>,
  ) => Slice<C, Audience<C, E> & SnapshotKind<C>>
}

export interface FeatureState<C extends Contract = Contract> {
  readonly contract: C
  readonly empty: Empty<C>
  fold(slice: unknown, entries: readonly Entry[]): unknown
}

/** One reducer per event, each over the slice of the event's own channel: an event cannot touch another channel. */
export function defineState<C extends Contract>(
  contract: C,
  empty: Empty<C>,
  apply: Reducers<C>,
): FeatureState<C> {
  const reducers = new Map(
    Object.entries(apply).map(([name, reduce]) => [
      `${contract.feature}:${name}`,
      reduce as (s: unknown, p: unknown) => unknown,
    ]),
  )
  return {
    contract,
    empty,
    fold: (slice, entries) =>
      entries.reduce((now, [, type, payload]) => reducers.get(type)?.(now, payload) ?? now, slice),
  }
}
