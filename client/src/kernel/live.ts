import { useEffect, useMemo } from 'react'
import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/shallow'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId, SubjectOf } from '@rostrum/shared/kernel/channel.ts'
import type {
  CommandType,
  Contract,
  InputOf,
  OutputOf,
  Slice,
  SnapshotKind,
} from '@rostrum/shared/kernel/contract.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Wire } from '@rostrum/shared/protocol.ts'
import { clock } from './clock.ts'
import { createConnection } from './connection.ts'
import type { Answer, Connection } from './connection.ts'
import { distribute } from './createFeatureStore.ts'
import type { AnyFeatureStore, FeatureStore } from './createFeatureStore.ts'
import { openOutbox } from './idbOutbox.ts'
import type { Line } from './line.ts'
import { memoryOutbox, outboxLimit } from './outbox.ts'
import type { Outbox } from './outbox.ts'
import { forgetPending, notePending, pendingStore } from './pending.ts'
import type { Pending } from './pending.ts'

/* The browser's one connection, and what components read of it. */

export type { Answer } from './connection.ts'
export type { Line } from './line.ts'

type Type = CommandType<Wire>

/**
 * `loading` until the first snapshot, `ready` from then on (also while the line is down: what is shown may be old),
 * `gone` when this person may not see the channel, or there is no such thing: the two answer alike.
 */
export type ChannelState = 'loading' | 'ready' | 'gone'

interface Live {
  readonly line: Line
  readonly channels: Readonly<Record<ChannelId, ChannelState>>
  /** False when unsent commands would be lost by closing the tab. */
  readonly keepsUnsent: boolean
}

const live = createStore<Live>(() => ({ line: { state: 'connecting' }, channels: {}, keepsUnsent: true }))
const signalListeners = new Map<string, Set<(payload: unknown, channel: ChannelId) => void>>()
const users = new Map<ChannelId, number>()
let connection: Connection<Wire> | undefined

/* ── starting and ending: the app does this, once somebody is signed in ──────────────────────── */

export interface LiveOptions {
  readonly person: string
  readonly stores: readonly AnyFeatureStore[]
  /** The fingerprint of the wire this client was built for. */
  readonly wire: string
}

/** Opens the line for this person. Returns its end. */
export function startLive({ person, stores, wire }: LiveOptions): () => void {
  const inner = distribute(stores)
  const mark = (channel: ChannelId, state: ChannelState) => {
    if (live.getState().channels[channel] !== state)
      live.setState(({ channels }) => ({ channels: { ...channels, [channel]: state } }))
  }
  const started = createConnection<Wire>({
    url: location.origin,
    clock,
    auth: { wire },
    outbox: browserOutbox(person),
    sink: {
      replace(channel, snapshot) {
        inner.replace(channel, snapshot)
        mark(channel, 'ready')
      },
      apply: inner.apply,
      gone(channel) {
        inner.gone?.(channel)
        mark(channel, 'gone')
      },
      signal(channel, news) {
        for (const [type, payload] of news)
          for (const listener of signalListeners.get(type) ?? []) listener(payload, channel)
      },
    },
    onLine(line) {
      live.setState({ line })
      if (line.state === 'online') void connection?.adopt()
    },
    onDelivery: notePending,
  })
  connection = started
  for (const channel of users.keys()) started.subscribe(channel)
  addEventListener('online', started.renew)
  document.addEventListener('visibilitychange', started.wake)
  return () => {
    removeEventListener('online', started.renew)
    document.removeEventListener('visibilitychange', started.wake)
    started.close()
    connection = undefined
    live.setState({ line: { state: 'connecting' }, channels: {}, keepsUnsent: true })
  }
}

/** IndexedDB, or memory when the browser gives us none; then `useKeepsUnsent` says so. */
function browserOutbox(person: string): Outbox {
  const opened = openOutbox(person, navigator.locks).catch(() => {
    live.setState({ keepsUnsent: false })
    return memoryOutbox()
  })
  return {
    put: async (it) => (await opened).put(it).catch(() => live.setState({ keepsUnsent: false })),
    remove: async (id) => (await opened).remove(id).catch(() => {}),
    adopt: async () => (await opened).adopt(),
  }
}

/* ── what features use ───────────────────────────────────────────────────────────────────────── */

/**
 * Sends a command: kept before the first attempt, retried with the same id until there is an answer, over line loss
 * and reload. Resolves with the server's answer, which may be hours later; show `usePending` meanwhile, and never
 * wait for it to draw. What it changed comes by an event.
 */
export async function call<T extends Type>(
  type: T,
  input: InputOf<Wire, T>,
  options: { readonly exp?: number; readonly id?: string } = {},
): Promise<Answer<OutputOf<Wire, T>>> {
  const unsent = pendingStore.getState().filter((it) => it.state !== 'refused').length
  if (!connection || unsent >= outboxLimit) {
    const refusal = { ok: false, code: 'unavailable', retry: true } as const
    notePending(
      { id: options.id ?? uuid7(), type, input, ...(options.exp === undefined ? {} : { exp: options.exp }) },
      { state: 'refused', code: refusal.code },
    )
    return refusal
  }
  return connection.call(type, input, options)
}

/** Keeps a subscription to a channel while mounted. Undefined: none. */
export function useChannel(channel: ChannelId | undefined): ChannelState {
  useEffect(() => (channel === undefined ? undefined : hold(channel)), [channel])
  return useStore(live, ({ channels }) =>
    channel === undefined ? 'loading' : (channels[channel] ?? 'loading'),
  )
}

/** A page that is left and come back to at once should not ask for its snapshot again. */
const lingerMs = 5_000

function hold(channel: ChannelId): () => void {
  const count = users.get(channel) ?? 0
  users.set(channel, count + 1)
  if (count === 0) connection?.subscribe(channel)
  return () => {
    setTimeout(() => {
      const left = (users.get(channel) ?? 1) - 1
      users.set(channel, left)
      if (left > 0) return
      users.delete(channel)
      connection?.unsubscribe(channel)
      live.setState(({ channels: { [channel]: _left, ...channels } }) => ({ channels }))
    }, lingerMs)
  }
}

/** Twice at once and then with patience: the server's clock may be a little behind ours. */
const comeBackAfterMs = [0, 3_000, 15_000, 60_000]

/** What kept this person out of somewhere is over: asks again for all that is open here and was gone. */
export function comeBack(): void {
  for (const ms of comeBackAfterMs)
    setTimeout(() => {
      for (const [channel, state] of Object.entries(live.getState().channels) as [
        ChannelId,
        ChannelState,
      ][]) {
        if (state !== 'gone' || !users.has(channel)) continue
        live.setState(({ channels }) => ({ channels: { ...channels, [channel]: 'loading' } }))
        connection?.subscribe(channel)
      }
    }, ms)
}

/** What a feature knows in one channel; the component draws again when an event changes it. */
export function useSlice<C extends Contract, Kind extends SnapshotKind<C>>(
  { store, state }: FeatureStore<C>,
  kind: Kind,
  subject: SubjectOf<Kind>,
): Slice<C, Kind> {
  // The slice of a channel has the type the contract gives it: replace() and fold() put nothing else there.
  return useStore(
    store,
    (slices) => (slices[channelId(kind, subject)] ?? state.empty[kind]) as Slice<C, Kind>,
  )
}

export interface PendingCommand<T extends Type = Type> extends Omit<Pending, 'envelope'> {
  readonly id: string
  readonly type: T
  readonly input: InputOf<Wire, T>
  /** Sends it again, now; one whose time had run out too. */
  retry(): void
  discard(): void
}

/** The commands of one type that are on their way or were refused: what shows as sending, queued, not sent. */
export function usePending<T extends Type>(
  type: T,
  filter: (input: InputOf<Wire, T>) => boolean = () => true,
): readonly PendingCommand<T>[] {
  const list = useStore(
    pendingStore,
    useShallow((all) =>
      all.filter(({ envelope }) => envelope.type === type && filter(envelope.input as InputOf<Wire, T>)),
    ),
  )
  return useMemo(
    () =>
      list.map(({ envelope, ...it }) => ({
        ...it,
        id: envelope.id,
        type,
        input: envelope.input as InputOf<Wire, T>,
        retry: () => retry(envelope.id),
        discard: () => discard(envelope.id),
      })),
    [list, type],
  )
}

/** Commands that waited longer than they were wanted: sent only when the person says so. */
export function useExpired(): readonly Pick<PendingCommand, 'id' | 'type' | 'retry' | 'discard'>[] {
  const ids = useStore(
    pendingStore,
    useShallow((all) => all.filter((it) => it.code === 'expired').map((it) => it.envelope)),
  )
  return useMemo(
    () =>
      ids.map(({ id, type }) => ({
        id,
        type: type as Type,
        retry: () => retry(id),
        discard: () => discard(id),
      })),
    [ids],
  )
}

/** How many commands wait for the line. */
export const useQueuedCount = (): number =>
  useStore(pendingStore, (all) => all.filter((it) => it.state === 'queued').length)

function retry(id: string): void {
  const known = pendingStore.getState().find((it) => it.envelope.id === id)
  if (!known) return
  const { type, input } = known.envelope
  // The same id: should it have arrived after all, it is not done twice. Without `exp`: the person wants it now.
  void connection?.call(type as Type, input as never, { id })
}

function discard(id: string): void {
  forgetPending(id)
  void connection?.drop(id)
}

export const useLine = (): Line => useStore(live, (it) => it.line)
export const useKeepsUnsent = (): boolean => useStore(live, (it) => it.keepsUnsent)

/** Calls back for each signal of this type (`chat:typing`), while mounted. Signals may be lost. */
export function useSignal(type: string, listener: (payload: unknown, channel: ChannelId) => void): void {
  useEffect(() => {
    const all = signalListeners.get(type) ?? new Set()
    signalListeners.set(type, all.add(listener))
    return () => void all.delete(listener)
  }, [type, listener])
}
