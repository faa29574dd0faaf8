import { hash as digest } from 'node:crypto'
import { channelId, channelKinds, parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { Channel } from '@rostrum/shared/kernel/channel.ts'
import type { Ack, Envelope } from '@rostrum/shared/kernel/wire.ts'
import * as z from 'zod/mini'
import type { Actor, Admit, AnyHandler, Feature } from './feature.ts'
import { refuse } from './job.ts'
import type { Job, Known } from './job.ts'
import type { Limits } from './limits.ts'
import { operator } from './operator.ts'
import { isPlain } from './plain.ts'
import type { RateLimiter } from './rate.ts'

export interface EdgeOptions {
  readonly features: readonly Feature[]
  readonly admit: Admit
  readonly limits: Limits
  readonly rates: RateLimiter
  readonly now: () => Date
  readonly log: (message: string, error: unknown) => void
  readonly onAnswered?: ((answered: Answered) => void) | undefined
  /** Puts a job in its lane. False: too much is waiting, or we are stopping. */
  readonly enqueue: (job: Job) => boolean
}
/** A command and what became of it: for those who count, and those who keep a record. */
export interface Answered {
  readonly actor: Actor
  readonly envelope: Envelope
  readonly ack: Ack
  readonly tookMs: number
}
export type Run = (actor: Actor, envelope: Envelope) => Promise<Ack>

interface Checked {
  readonly command: Known
  readonly input: unknown
  readonly channel: Channel
}

/**
 * Where every command comes in, from a socket, over HTTP or from a job: limits, then what it says, then whether this
 * actor may say it here; then it is named by a hash, and a twin that is on its way already is waited for.
 */
export function createEdge(options: EdgeOptions): Run {
  const { features, admit, limits, rates, now, log, enqueue, onAnswered } = options
  const commands = register(features)
  const flying = new Map<string, { readonly hash: string; readonly ack: Promise<Ack> }>()

  async function run(actor: Actor, envelope: Envelope): Promise<Ack> {
    const checked = check(commands.get(envelope.type), actor, envelope)
    if ('ok' in checked) return checked
    const { command, input, channel } = checked
    const standing = await admit(actor, channel)
    if (!standing) return refuse('forbidden')

    const hash = hashOf(command.type, input)
    const key = `${actor.id} ${envelope.id}`
    const twin = flying.get(key)
    if (twin) return twin.hash === hash ? asDuplicate(await twin.ack) : refuse('id_reused')
    const ack = new Promise<Ack>((answer) => {
      const job = { actor, standing, id: envelope.id, hash, command, input, lane: channel.lane, answer }
      if (!enqueue(job)) answer(refuse('busy'))
    })
    flying.set(key, { hash, ack })
    try {
      return await ack
    } finally {
      flying.delete(key)
    }
  }

  return async (actor, envelope) => {
    const from = performance.now()
    const ack = await run(actor, envelope).catch((error: unknown) => {
      // Such as a database that is away while we ask whether this actor may: nothing was done, so try again.
      log(`${envelope.type} broke at the edge`, error)
      return refuse('unavailable')
    })
    onAnswered?.({ actor, envelope, ack, tookMs: performance.now() - from })
    return ack
  }

  function waitFor({ rate, type }: Known, { id }: Actor): number {
    return rate ? rates.take(`${id} ${type}`, rate) : rates.take(id, limits.rate)
  }

  function check(command: Known | undefined, actor: Actor, { exp, input }: Envelope): Checked | Ack {
    if (!command) return refuse('invalid')
    const retryAfterMs = actor === operator ? 0 : waitFor(command, actor)
    if (retryAfterMs > 0) return refuse('too_many', { retryAfterMs })
    if (exp !== undefined && exp < now().getTime()) return refuse('expired')
    if (!isPlain(input, limits.depth)) return refuse('invalid')
    const parsed = z.safeParse(command.input, input)
    if (!parsed.success)
      return refuse('invalid', { state: parsed.error.issues.map((it) => it.path.join('.')) })
    const channel = placeOf(command, parsed.data as Record<string, string>, actor)
    return channel ? { command, input: parsed.data, channel } : refuse('invalid')
  }
}

function register(features: readonly Feature[]): ReadonlyMap<string, Known> {
  const commands = new Map<string, Known>()
  for (const { contract, handlers } of features)
    for (const [name, { kind, input, rate }] of Object.entries(contract.commands)) {
      const type = `${contract.feature}:${name}`
      // The type of `feature()` has proved that there is a handler for each.
      const handler = handlers[name] as AnyHandler
      commands.set(type, { type, contract, kind, input: input as z.ZodMiniType, handler, rate })
    }
  return commands
}

/** The channel a command happens in: the input names its subject, except one's own person channel. */
const placeOf = ({ kind }: Known, input: Readonly<Record<string, string>>, actor: Actor) =>
  parseChannel(channelId(kind, (input[channelKinds[kind].family] ?? actor.id) as never))

/** Strict objects come out of parsing with their keys in the contract's order, so equal inputs have equal texts. */
const hashOf = (type: string, input: unknown): string =>
  digest('sha256', type + JSON.stringify(input)).slice(0, 32)

const asDuplicate = (ack: Ack): Ack => (ack.ok ? { ...ack, dup: true } : ack)
