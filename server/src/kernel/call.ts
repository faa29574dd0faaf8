import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Connection } from './db.ts'
import type { AnyContext } from './feature.ts'
import type { Group, Job } from './job.ts'
import type { Event } from './log.ts'

/** What became of one command. `channels` are those its group told. */
export type Outcome =
  | { readonly job: Job; readonly output: string; readonly channels: ReadonlySet<string> }
  | { readonly job: Job; readonly failure: Failure }

export interface CallOptions {
  readonly newId: () => string
  readonly handlerMs: number
  /** When the transaction has its lanes: a handler's time counts from then. */
  readonly opened: Promise<unknown>
  /** These took too long and have been answered: they must not run again. */
  readonly giveUp: (jobs: readonly Job[]) => void
}

/** One call of a handler: for one command, or for all of a set. */
export interface Call {
  run(): Promise<Outcome[]>
  readonly events: readonly Event[]
  /** Changes on their way; none of these promises rejects, the first failure is `error`. */
  readonly writes: readonly Promise<unknown>[]
  error(): unknown
  /** Has it changed anything? Then it cannot be refused without undoing that. */
  wrote(): boolean
  isOverdue(): boolean
}

export function createCall(
  { newId, handlerMs, opened, giveUp }: CallOptions,
  connection: Connection,
  { command, jobs }: Group,
  at: Date,
): Call {
  const { handler } = command
  const effects: Effects = { events: [], writes: [], channels: new Set(), error: undefined, wrote: false }
  const ctx = contextOf(connection, { command, jobs }, effects, { now: at, newId })
  let isOverdue = false
  connection.onWrite = () => {
    effects.wrote = true
  }

  /** A handler that hangs outside SQL would hold its lanes for ever: its connection is cut, and the others run again. */
  function overdue(): Error {
    isOverdue = true
    connection.destroy()
    giveUp(jobs)
    return new Error(`${command.type} took more than ${handlerMs} ms`)
  }

  return {
    events: effects.events,
    writes: effects.writes,
    error: () => effects.error,
    wrote: () => effects.wrote,
    isOverdue: () => isOverdue,
    async run() {
      const [first] = jobs
      if (!first) return []
      const work =
        typeof handler === 'function'
          ? handler(ctx, first.input).then((output) => [output])
          : handler.all(ctx, jobs)
      const answers = await before({ opened, ms: handlerMs }, work, overdue)
      return jobs.map((job, i) => {
        const output = answers[i]
        return output instanceof Failure
          ? { job, failure: output }
          : { job, output: JSON.stringify(output ?? null), channels: effects.channels }
      })
    },
  }
}

/** What one call has done so far. */
interface Effects {
  readonly events: Event[]
  readonly writes: Promise<unknown>[]
  readonly channels: Set<string>
  error: unknown
  wrote: boolean
}

/** All that a handler can see of the world. */
function contextOf(
  connection: Connection,
  { command, jobs }: Group,
  effects: Effects,
  world: { readonly now: Date; readonly newId: () => string },
): AnyContext {
  const single = typeof command.handler === 'function' ? jobs[0] : undefined
  return {
    ...(single ? { actor: single.actor, standing: single.standing } : {}),
    db: connection.db,
    ...world,
    write(statement) {
      effects.wrote = true
      effects.writes.push(
        connection.writes.add(statement).catch((cause: unknown) => {
          effects.error ??= cause
        }),
      )
    },
    publish(name, payload, subject) {
      const event = command.contract.events[name]
      if (!event) throw new Error(`${command.contract.feature} has no event ${name}`)
      const channel = channelId(event.audience, subject as never)
      effects.channels.add(channel)
      effects.events.push({
        channel,
        type: `${command.contract.feature}:${name}`,
        body: JSON.stringify(payload),
        actor: single?.actor.id ?? null,
        command: single?.id ?? null,
      })
    },
  }
}

async function before<T>(
  limit: { readonly opened: Promise<unknown>; readonly ms: number },
  work: Promise<T>,
  overdue: () => Error,
): Promise<T> {
  let isDone = false
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const start = () => {
      if (!isDone) timer = setTimeout(() => reject(overdue()), limit.ms)
    }
    limit.opened.then(start, start)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    isDone = true
    clearTimeout(timer)
  }
}
