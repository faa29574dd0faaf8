import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { channelId, parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId, SubjectOf } from '@rostrum/shared/kernel/channel.ts'
import type { Contract, Slice, SnapshotKind } from '@rostrum/shared/kernel/contract.ts'
import type { FeatureState } from '@rostrum/shared/kernel/state.ts'
import type { Sink } from './subscriptions.ts'

export type Slices = Readonly<Record<ChannelId, unknown>>

export interface FeatureStore<C extends Contract> {
  readonly store: StoreApi<Slices>
  readonly state: FeatureState<C>
  /** What is known in one channel: `questions.in('session', id)`. A stable reference until an event changes it. */
  in<Kind extends SnapshotKind<C>>(kind: Kind, subject: SubjectOf<Kind>): Slice<C, Kind>
  readonly takes: (type: string) => boolean
}

/** Any feature's store, for those who only pass frames on. */
export type AnyFeatureStore = Pick<FeatureStore<never>, 'store' | 'takes'> & {
  readonly state: Pick<FeatureState, 'fold'> & {
    readonly contract: Pick<Contract, 'feature'>
    readonly empty: object
  }
}

/** Take a snapshot, apply events: all a feature store knows. */
export function createFeatureStore<C extends Contract>(state: FeatureState<C>): FeatureStore<C> {
  const store = createStore<Slices>(() => ({}))
  return {
    store,
    state,
    in: (kind, subject) => (store.getState()[channelId(kind, subject)] ?? state.empty[kind]) as never,
    takes: (type) => type.startsWith(`${state.contract.feature}:`),
  }
}

/** Hands every frame to the features it concerns: one change of state per feature per frame. */
export function distribute(stores: readonly AnyFeatureStore[]): Sink {
  return {
    replace(channel, snapshot) {
      for (const { store, state } of stores) {
        const slice = snapshot[state.contract.feature]
        if (slice !== undefined) store.setState({ [channel]: slice })
      }
    },
    apply(channel, entries) {
      for (const { store, state, takes } of stores) {
        const mine = entries.filter(([, type]) => takes(type))
        const kind = parseChannel(channel)?.kind
        if (mine.length === 0 || !kind) continue
        const before = store.getState()[channel] ?? (state.empty as Record<string, unknown>)[kind]
        store.setState({ [channel]: state.fold(before, mine) })
      }
    },
    // What one may not see any more is not kept either.
    gone(channel) {
      for (const { store } of stores) {
        const { [channel]: _gone, ...rest } = store.getState()
        store.setState(rest, true)
      }
    },
  }
}
