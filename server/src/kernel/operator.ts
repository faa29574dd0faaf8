import type { CommandType, InputOf, OutputOf } from '@rostrum/shared/kernel/contract.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Id } from '@rostrum/shared/kernel/ids.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Wire } from '@rostrum/shared/protocol.ts'
import type { Runner } from './runner.ts'
import type { Actor } from './feature.ts'

/**
 * Who sends what no person sends: the server itself, and whoever has its command line. It alone may enter `nodes`. No
 * cookie speaks for it: it is told from everybody else by being this very object.
 */
export const operator: Actor = {
  id: 'server' as Id<'person'>,
  signIn: 'server',
  grants: { forums: {}, sessions: {} },
  removedFrom: [],
}

export interface Caller {
  /** Runs a command and returns its output; a refusal is thrown. */
  call<T extends CommandType<Wire>>(
    actor: Actor,
    type: T,
    input: InputOf<Wire, T>,
  ): Promise<OutputOf<Wire, T>>
}

/** Commands from inside the server: from an HTTP route that is more than a command, from a job, from the command line. */
export function createCaller(runner: () => Pick<Runner, 'run'>): Caller {
  return {
    async call(actor, type, input) {
      const ack = await runner().run(actor, { id: uuid7(), type, input })
      if (!ack.ok) throw new Failure(ack.code, ack.state)
      return ack.output as OutputOf<Wire, typeof type> // as the contract has it: the runner ran its handler
    },
  }
}
