import type { Ack, Envelope } from '@rostrum/shared/kernel/wire.ts'

/** Commands not yet answered. In the browser: IndexedDB, so that they outlive a reload. */
export interface Outbox {
  put(envelope: Envelope): void
  remove(id: string): void
  all(): Envelope[]
}
export function memoryOutbox(): Outbox {
  const kept = new Map<string, Envelope>()
  return {
    put: (it) => void kept.set(it.id, it),
    remove: (id) => void kept.delete(id),
    all: () => [...kept.values()],
  }
}

/** Tries until there is an answer that a retry would not change. The id stays, so it is done at most once. */
export async function deliver(
  envelope: Envelope,
  send: (envelope: Envelope) => Promise<Ack | undefined>,
  wait: (attempt: number) => Promise<void>,
): Promise<Ack> {
  for (let attempt = 0; ; attempt++) {
    const ack = await send(envelope)
    if (ack && (ack.ok || !ack.retry)) return ack
    if (envelope.exp !== undefined && Date.now() > envelope.exp)
      return ack ?? { ok: false, code: 'expired', retry: false }
    await wait(attempt)
  }
}
