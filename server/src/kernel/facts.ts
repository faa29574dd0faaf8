import { parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { Contract, EventName, Payload, Subject } from '@rostrum/shared/kernel/contract.ts'
import type { Committed } from './job.ts'

/**
 * What this node has just committed, for those parts of it that act on the world outside: they poke LiveKit, they send
 * a mail. A listener runs after the acknowledgement was decided and can refuse nothing. It may be lost with the process,
 * so what must happen in the end is also found by a job that looks at the tables.
 */
export interface Facts {
  /** Hears every commit of this node. Returns its undo. */
  onCommitted(listener: (committed: readonly Committed[]) => void): () => void
  /** Hears one event of one contract, with its payload and the thing its channel is about. Returns its undo. */
  onEvent<C extends Contract, E extends EventName<C>>(
    contract: C,
    event: E,
    listener: (payload: Payload<C, E>, subject: Subject<C, E>) => void | Promise<void>,
  ): () => void
  tell(committed: readonly Committed[]): void
}

export function createFacts(log: (message: string, error: unknown) => void): Facts {
  const listeners = new Set<(committed: readonly Committed[]) => void>()

  const onCommitted: Facts['onCommitted'] = (listener) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  return {
    onCommitted,
    onEvent(contract, event, listener) {
      const wanted = `${contract.feature}:${event}`
      const hear = async (body: string, channel: string) =>
        listener(JSON.parse(body), parseChannel(channel)?.subject as never)
      return onCommitted((committed) => {
        for (const { channel, events } of committed)
          for (const { type, body } of events)
            if (type === wanted)
              hear(body, channel).catch((error: unknown) => log(`a listener to ${wanted} broke`, error))
      })
    },
    tell(committed) {
      for (const listener of listeners)
        try {
          listener(committed)
        } catch (error) {
          log('a listener to commits broke', error)
        }
    },
  }
}
