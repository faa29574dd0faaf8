import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { channelId, parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId, SubjectOf } from '@rostrum/shared/kernel/channel.ts'
import type { Contract, Slice, SnapshotKind } from '@rostrum/shared/kernel/contract.ts'
import type { FeatureState } from '@rostrum/shared/kernel/state.ts'
import type { Sink } from './connection.ts'

export type Slices = Readonly<Record<ChannelId, unknown>>

export interface FeatureStore<C extends Contract> {
  readonly store: StoreApi<Slices>
  readonly state: FeatureState<C>
  /** What is known in one channel: `questions.in('session', id)`. A stable reference until an event changes it. */
  in<Kind extends SnapshotKind<C>>(kind: Kind, subject: SubjectOf<Kind>): Slice<C, Kind>
  readonly takes: (type: string) => boolean
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
export function distribute(stores: readonly FeatureStore<never>[]): Sink {
  return {
    replace(channel, snapshot) {
      for (const { store, state } of stores as unknown as FeatureStore<Contract>[]) {
        const slice = snapshot[state.contract.feature]
        if (slice !== undefined) store.setState({ [channel]: slice })
      }
    },
    apply(channel, entries) {
      for (const { store, state, takes } of stores as unknown as FeatureStore<Contract>[]) {
        const mine = entries.filter(([, type]) => takes(type))
        if (mine.length === 0) continue
        const kind = parseChannel(channel)!.kind
        const before = store.getState()[channel] ?? (state.empty as Record<string, unknown>)[kind]
        store.setState({ [channel]: state.fold(before, mine) })
      }
    },
  }
}
