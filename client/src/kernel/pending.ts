import { createStore } from 'zustand/vanilla'
import type { FailureCode } from '@rostrum/shared/kernel/failure.ts'
import type { Envelope } from '@rostrum/shared/kernel/wire.ts'
import type { Delivery } from './outbox.ts'

/** A command on its way, as a list shows it. */
export interface Pending {
  readonly envelope: Envelope
  readonly state: 'sending' | 'queued' | 'refused'
  /** Of a refused one. `expired`: it waited longer than it was wanted; ask whether to send it now. */
  readonly code?: FailureCode
  /** What the server says is there now, after a conflict. */
  readonly reply?: unknown
}

/** Refusals are kept in sight until the person decides; beyond this many the oldest go. */
const refusedLimit = 50

/** Every command of this tab that is not done, in the order in which they were meant. */
export const pendingStore = createStore<readonly Pending[]>(() => [])

export function notePending(envelope: Envelope, delivery: Delivery): void {
  const list = pendingStore.getState()
  const at = list.findIndex((it) => it.envelope.id === envelope.id)
  if (delivery.state === 'done') {
    if (at >= 0) forgetPending(envelope.id)
    return
  }
  const now: Pending = { envelope, ...delivery }
  if (at < 0) return pendingStore.setState(bounded([...list, now]), true)
  if (list[at]?.state === now.state) return
  pendingStore.setState(bounded(list.with(at, now)), true)
}

export function forgetPending(id: string): void {
  pendingStore.setState(
    pendingStore.getState().filter((it) => it.envelope.id !== id),
    true,
  )
}

function bounded(list: readonly Pending[]): readonly Pending[] {
  const refused = list.filter((it) => it.state === 'refused')
  if (refused.length <= refusedLimit) return list
  const dropped = new Set(refused.slice(0, refused.length - refusedLimit))
  return list.filter((it) => !dropped.has(it))
}
