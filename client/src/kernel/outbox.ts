import type { FailureCode } from '@rostrum/shared/kernel/failure.ts'
import type { Ack, Envelope } from '@rostrum/shared/kernel/wire.ts'

/** How many unanswered commands a browser keeps; beyond that a new one is refused at once, so that nothing old is lost. */
export const outboxLimit = 100

/** Commands not yet answered. In the browser: IndexedDB, so that they outlive a reload. */
export interface Outbox {
  /** Resolves when the command would survive a reload (or at once, if nothing here can). */
  put(envelope: Envelope): Promise<void>
  remove(id: string): Promise<void>
  /** What is left from before, in the order it was meant; each command is handed to one tab only. */
  adopt(): Promise<Envelope[]>
}

export function memoryOutbox(): Outbox {
  const kept = new Map<string, Envelope>()
  return {
    put: async (it) => void kept.set(it.id, it),
    remove: async (id) => void kept.delete(id),
    adopt: async () => [],
  }
}

/** What is happening to a command until it is done. */
export type Delivery =
  | { readonly state: 'sending' }
  /** The line is down, or the server asked for patience: it goes by itself. */
  | { readonly state: 'queued' }
  /** It will not go by itself any more: the person decides. */
  | { readonly state: 'refused'; readonly code: FailureCode; readonly reply?: unknown }
  | { readonly state: 'done' }

export interface Attempts {
  /** One attempt; undefined when no answer came. */
  readonly send: (envelope: Envelope) => Promise<Ack | undefined>
  /** Resolves when another attempt makes sense; the server may have said from when on. */
  readonly wait: (attempt: number, retryAfterMs?: number) => Promise<void>
  readonly now: () => number
}

/** Tries until there is an answer that a retry would not change. The id stays, so it is done at most once. */
export async function deliver(envelope: Envelope, { send, wait, now }: Attempts): Promise<Ack> {
  for (let attempt = 0; ; attempt++) {
    if (isExpired(envelope, now())) return { ok: false, code: 'expired', retry: false }
    const ack = await send(envelope)
    if (ack && (ack.ok || !ack.retry)) return ack
    await wait(attempt, ack?.retryAfterMs)
  }
}

export const isExpired = (envelope: Envelope, now: number): boolean =>
  envelope.exp !== undefined && now > envelope.exp
