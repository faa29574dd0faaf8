import { createHash } from 'node:crypto'
import { channelId, channelKinds, parseChannel } from '@rostrum/shared/kernel/channel.ts'
import type { ChannelId, ChannelKind } from '@rostrum/shared/kernel/channel.ts'
import type { Contract } from '@rostrum/shared/kernel/contract.ts'
import { Failure, failures } from '@rostrum/shared/kernel/failure.ts'
import type { FailureCode } from '@rostrum/shared/kernel/failure.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Ack, Envelope, Position } from '@rostrum/shared/kernel/wire.ts'
import * as z from 'zod/mini'
import type { Connection } from './db.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { Actor, Admit, AnyContext, AnyHandler, Feature } from './feature.ts'
import * as log from './log.ts'

/* The command runner: many commands, one transaction, one flush to disk. See REPORT.md for the protocol. */

export interface Committed {
  readonly channel: ChannelId
  readonly epoch: string
  readonly from: number
  readonly events: readonly { readonly type: string; readonly body: string }[]
}
export interface RunnerOptions {
  readonly features: readonly Feature[]
  readonly connections: readonly (() => Promise<Connection>)[]
  readonly admit: Admit
  readonly onCommit: (committed: readonly Committed[]) => void
  readonly onLost?: (channels: readonly string[]) => void
  readonly log?: (message: string, error: unknown) => void
  readonly now?: () => Date
  readonly newId?: () => string
  /** cost of one transaction at most: a single command costs 1, one of a set 1/16 */
  readonly batch?: number
  /** a batch takes in another lane only while it has fewer commands than this */
  readonly share?: number
  readonly queue?: number
  /** measuring only: always use savepoints */
  readonly careful?: boolean
}
export interface Runner {
  run(actor: Actor, envelope: Envelope): Promise<Ack>
  readonly stats: { transactions: number; commands: number; careful: number; retries: number }
  stop(): Promise<void>
}

interface Known {
  readonly type: string
  readonly contract: Contract
  readonly kind: ChannelKind
  readonly input: z.ZodMiniType
  readonly handler: AnyHandler
}
interface Job {
  readonly actor: Actor
  readonly standing: Standing
  readonly id: string
  readonly hash: string
  readonly command: Known
  readonly input: unknown
  readonly lane: string
  readonly answer: (ack: Ack) => void
}
/** Jobs answered by one call of a handler: one job, or all of one set-based command. */
interface Group {
  readonly command: Known
  readonly jobs: Job[]
}
interface Lane {
  readonly name: string
  queue: Job[]
  busy: boolean
}
type Outcome =
  | { readonly job: Job; readonly output: string; readonly channels: ReadonlySet<string> }
  | { readonly job: Job; readonly failure: Failure }

export const refuse = (code: FailureCode, state?: unknown): Ack => ({
  ok: false,
  code,
  retry: failures[code],
  ...(state === undefined ? {} : { state }),
})

export function createRunner(options: RunnerOptions): Runner {
  const { features, admit, onCommit, onLost = () => {}, log: report = () => {} } = options
  const now = options.now ?? (() => new Date())
  const newId = options.newId ?? uuid7
  const maxCost = options.batch ?? 64
  const share = options.share ?? 64
  const maxQueue = options.queue ?? 10_000

  const commands = new Map<string, Known>()
  for (const { contract, handlers } of features) {
    for (const [name, command] of Object.entries(contract.commands)) {
      const type = `${contract.feature}:${name}`
      commands.set(type, {
        type,
        contract,
        kind: command.kind,
        input: command.input as z.ZodMiniType,
        handler: handlers[name]!,
      })
    }
  }

  const lanes = new Map<string, Lane>()
  const ready = new Set<Lane>() // in the order in which they became ready
  const flying = new Map<string, { hash: string; ack: Promise<Ack> }>()
  const stats = { transactions: 0, commands: 0, careful: 0, retries: 0 }
  let waiting = 0
  let stopping = false

  /* ── in: check, name the lane, queue ───────────────────────────────────────────────────────── */

  async function run(actor: Actor, envelope: Envelope): Promise<Ack> {
    const command = commands.get(envelope.type)
    if (!command) return refuse('invalid')
    if (envelope.exp !== undefined && envelope.exp < Date.now()) return refuse('expired')
    const parsed = z.safeParse(command.input, envelope.input)
    if (!parsed.success)
      return refuse(
        'invalid',
        parsed.error.issues.map((it) => it.path.join('.')),
      )
    const input = parsed.data as Record<string, string>
    const channel = parseChannel(
      channelId(command.kind, (input[channelKinds[command.kind].family] ?? actor.id) as never),
    )
    if (!channel) return refuse('invalid')
    const standing = await admit(actor, channel)
    if (!standing) return refuse('forbidden')

    const hash = createHash('sha256')
      .update(command.type)
      .update(JSON.stringify(input))
      .digest('hex')
      .slice(0, 32)
    const key = `${actor.id} ${envelope.id}`
    const twin = flying.get(key)
    if (twin) {
      if (twin.hash !== hash) return refuse('id_reused')
      const ack = await twin.ack
      return ack.ok ? { ...ack, dup: true } : ack
    }
    if (waiting >= maxQueue || stopping) return refuse('busy')
    const ack = new Promise<Ack>((answer) =>
      enqueue({ actor, standing, id: envelope.id, hash, command, input, lane: channel.lane, answer }),
    )
    flying.set(key, { hash, ack })
    try {
      return await ack
    } finally {
      flying.delete(key)
    }
  }

  function enqueue(job: Job): void {
    let lane = lanes.get(job.lane)
    if (!lane) lanes.set(job.lane, (lane = { name: job.lane, queue: [], busy: false }))
    lane.queue.push(job)
    waiting++
    if (!lane.busy) ready.add(lane)
    wake()
  }

  /* ── workers: one connection each, one transaction in flight each ──────────────────────────── */

  const asleep: (() => void)[] = []
  const wake = () => {
    if (asleep.length > 0) setImmediate(() => asleep.pop()?.())
  }
  const workers = options.connections.map(work)

  async function work(connect: () => Promise<Connection>): Promise<void> {
    let connection: Connection | undefined
    while (!stopping || waiting > 0) {
      if (ready.size === 0) {
        if (stopping) break
        await new Promise<void>((resolve) => asleep.push(resolve))
        continue
      }
      const { groups, taken } = take()
      let attempt = 0
      for (; ; attempt++) {
        try {
          if (!connection || connection.lost) connection = await connect()
          await transact(
            connection,
            groups,
            taken.map((it) => it.name),
          )
          break
        } catch (error) {
          if (attempt >= 6) {
            report('batch given up', error)
            for (const { jobs } of groups) for (const job of jobs) job.answer(refuse('unavailable'))
            break
          }
          // Lost connection, deadlock, or a commit whose answer never came: `known` tells next time.
          stats.retries++
          if (attempt > 0) report(`batch retried (${attempt})`, error)
          if (connection && !connection.lost) await connection.query('ROLLBACK').catch(() => {})
          await new Promise((resolve) =>
            setTimeout(resolve, attempt === 0 ? 0 : 50 * 2 ** attempt * Math.random()),
          )
        }
      }
      if (attempt > 0) onLost(taken.map((it) => it.name))
      for (const lane of taken) {
        lane.busy = false
        if (lane.queue.length > 0) ready.add(lane)
        else lanes.delete(lane.name)
      }
      if (ready.size > 0) wake()
    }
    await connection?.close()
  }

  /** As many ready lanes as fit. An actor's commands keep their order: none joins a set that stands before an earlier one. */
  function take(): { groups: Group[]; taken: Lane[] } {
    const groups: Group[] = []
    const taken: Lane[] = []
    let cost = 0
    for (const lane of ready) {
      if (cost >= share) break
      ready.delete(lane)
      lane.busy = true
      taken.push(lane)
      const sets = new Map<Known, number>() //   the open group of each set-based command
      const last = new Map<string, number>() // the group of each actor's latest command
      let n = 0
      for (; n < lane.queue.length && cost < maxCost; n++) {
        const job = lane.queue[n]!
        const isSet = typeof job.command.handler !== 'function'
        const open = isSet ? sets.get(job.command) : undefined
        const at =
          open !== undefined && open >= (last.get(job.actor.id) ?? 0)
            ? open
            : groups.push({ command: job.command, jobs: [] }) - 1
        groups[at]!.jobs.push(job)
        if (isSet) sets.set(job.command, at)
        last.set(job.actor.id, at)
        cost += isSet ? 1 / 16 : 1
      }
      waiting -= n
      lane.queue = lane.queue.slice(n)
    }
    return { groups, taken }
  }

  /* ── the transaction ───────────────────────────────────────────────────────────────────────── */

  async function transact(
    connection: Connection,
    groups: readonly Group[],
    names: readonly string[],
  ): Promise<void> {
    const ids = groups.flatMap((group) =>
      group.jobs.map((job) => ({ actor: job.actor.id as string, id: job.id })),
    )
    for (const careful of options.careful ? [true] : [false, true]) {
      stats.transactions++
      if (careful) stats.careful++
      const done = new Map((await log.open(connection, names, ids)).map((it) => [`${it.actor} ${it.id}`, it]))
      const repeated: Job[] = []
      const fresh =
        done.size === 0
          ? groups
          : groups
              .map((group) => ({
                ...group,
                jobs: group.jobs.filter((job) =>
                  done.has(`${job.actor.id} ${job.id}`) ? (repeated.push(job), false) : true,
                ),
              }))
              .filter((group) => group.jobs.length > 0)

      const at = now()
      const batch = careful
        ? await runCarefully(connection, fresh, at)
        : await runBoldly(connection, fresh, at)
      if (!batch) {
        // somebody wrote and then failed: undo everything, and do it again with savepoints
        await connection.query('ROLLBACK')
        continue
      }
      const outcomes = batch.outcomes
      const rows = outcomes.flatMap((it) =>
        'failure' in it
          ? []
          : [{ actor: it.job.actor.id as string, id: it.job.id, hash: it.job.hash, output: it.output }],
      )
      let tops: Position[] = []
      try {
        if (rows.length > 0) tops = await log.close(connection, batch.events, rows, at)
        else await connection.query('COMMIT')
      } catch (error) {
        await Promise.all(batch.writes)
        if (!careful && batch.failed()) continue // a write we did not wait for
        throw error
      }
      stats.commands += rows.length
      publish(batch.events, tops)
      const top = new Map(tops.map((it) => [it[0] as string, it]))
      for (const it of outcomes) {
        if ('failure' in it) it.job.answer(refuse(it.failure.code, it.failure.state))
        else it.job.answer({ ok: true, output: JSON.parse(it.output), at: visible(it.job, it.channels, top) })
      }
      if (repeated.length > 0) await answerRepeated(connection, repeated, done)
      return
    }
  }

  /** The channels an author's ack may speak of: those of the lane, and the author's own. */
  const visible = (job: Job, channels: ReadonlySet<string>, top: ReadonlyMap<string, Position>): Position[] =>
    [job.lane, `person:${job.actor.id}`]
      .filter((id) => channels.has(id) && top.has(id))
      .map((id) => top.get(id)!)

  async function answerRepeated(
    connection: Connection,
    jobs: readonly Job[],
    done: ReadonlyMap<string, log.Done>,
  ): Promise<void> {
    const tops = await log.positions(connection, [
      ...new Set(jobs.flatMap((job) => [job.lane, `person:${job.actor.id}`])),
    ])
    const top = new Map(tops.map((it) => [it[0] as string, it]))
    for (const job of jobs) {
      const before = done.get(`${job.actor.id} ${job.id}`)!
      job.answer(
        before.hash === job.hash
          ? {
              ok: true,
              output: JSON.parse(before.output),
              at: visible(job, new Set([job.lane, `person:${job.actor.id}`]), top),
              dup: true,
            }
          : refuse('id_reused'),
      )
    }
  }

  function publish(events: readonly log.Event[], tops: readonly Position[]): void {
    const by = new Map<string, { type: string; body: string }[]>()
    for (const { channel, type, body } of events) {
      const list = by.get(channel)
      if (list) list.push({ type, body })
      else by.set(channel, [{ type, body }])
    }
    onCommit(
      tops.map(([channel, epoch, seq]) => {
        const list = by.get(channel)!
        return { channel, epoch, from: seq - list.length + 1, events: list }
      }),
    )
  }

  /* ── two ways through a batch ──────────────────────────────────────────────────────────────── */

  interface Batch {
    readonly outcomes: Outcome[]
    readonly events: log.Event[]
    readonly writes: Promise<unknown>[]
    failed(): boolean
  }

  /** No savepoints, no waiting for writes. Undefined when one command would have to be undone alone. */
  async function runBoldly(
    connection: Connection,
    groups: readonly Group[],
    at: Date,
  ): Promise<Batch | undefined> {
    const batch = newBatch()
    for (const group of groups) {
      const call = callOf(connection, group, at, batch)
      try {
        batch.take(await call.run())
      } catch (error) {
        if (!(error instanceof Failure) || call.wrote()) {
          await Promise.all(batch.writes)
          return undefined
        }
        for (const job of group.jobs) batch.outcomes.push({ job, failure: error })
      }
    }
    connection.onWrite = () => {}
    return batch
  }

  /** Every group in a savepoint of its own, every write waited for; a set that breaks is taken apart. */
  async function runCarefully(connection: Connection, groups: readonly Group[], at: Date): Promise<Batch> {
    const batch = newBatch()
    const todo = [...groups]
    for (let group = todo.shift(); group; group = todo.shift()) {
      const mine = newBatch()
      const call = callOf(connection, group, at, mine)
      await connection.query('SAVEPOINT command')
      try {
        const result = await call.run()
        await Promise.all(mine.writes)
        if (mine.error !== undefined) throw mine.error
        await connection.query('RELEASE SAVEPOINT command')
        batch.take(result)
      } catch (error) {
        if (connection.lost) throw error
        await connection.query('ROLLBACK TO SAVEPOINT command; RELEASE SAVEPOINT command')
        if (error instanceof Failure)
          for (const job of group.jobs) batch.outcomes.push({ job, failure: error })
        else if (isTransient(error)) throw error
        else if (group.jobs.length > 1)
          todo.unshift(...group.jobs.map((job) => ({ command: group!.command, jobs: [job] })))
        else {
          report(`${group.command.type} broke`, error)
          batch.outcomes.push({ job: group.jobs[0]!, failure: new Failure('unavailable') })
        }
      }
    }
    return batch
  }

  function newBatch() {
    const batch = {
      outcomes: [] as Outcome[],
      events: [] as log.Event[],
      writes: [] as Promise<unknown>[],
      error: undefined as unknown,
      failed: () => batch.error !== undefined && !isTransient(batch.error),
      take(result: { outcomes: Outcome[]; events: log.Event[] }) {
        for (const it of result.outcomes) batch.outcomes.push(it)
        for (const it of result.events) batch.events.push(it)
      },
    }
    return batch
  }

  function callOf(
    connection: Connection,
    { command, jobs }: Group,
    at: Date,
    batch: ReturnType<typeof newBatch>,
  ) {
    const events: log.Event[] = []
    const channels = new Set<string>()
    let wrote = false
    connection.onWrite = () => {
      wrote = true
    }
    const single = typeof command.handler === 'function' ? jobs[0]! : undefined
    const ctx: AnyContext = {
      ...(single ? { actor: single.actor, standing: single.standing } : {}),
      db: connection.db,
      now: at,
      newId,
      write(query) {
        wrote = true
        const compiled = query.compile(connection.db)
        batch.writes.push(
          connection.query(compiled.sql, compiled.parameters).catch((error: unknown) => {
            batch.error ??= error
          }),
        )
      },
      publish(event, payload, subject) {
        const spec = command.contract.events[event]!
        const channel = channelId(spec.audience, subject as never)
        channels.add(channel)
        events.push({
          channel,
          type: `${command.contract.feature}:${event}`,
          body: JSON.stringify(payload),
          actor: single?.actor.id ?? null,
          command: single?.id ?? null,
        })
      },
    }
    return {
      wrote: () => wrote,
      async run(): Promise<{ outcomes: Outcome[]; events: log.Event[] }> {
        const answers =
          typeof command.handler === 'function'
            ? [await command.handler(ctx, jobs[0]!.input)]
            : await command.handler.all(ctx, jobs)
        const outcomes = jobs.map((job, i): Outcome => {
          const answer = answers[i]
          return answer instanceof Failure
            ? { job, failure: answer }
            : { job, output: JSON.stringify(answer ?? null), channels }
        })
        return { outcomes, events }
      },
    }
  }

  return {
    run,
    stats,
    async stop() {
      stopping = true
      for (const resolve of asleep.splice(0)) resolve()
      await Promise.all(workers)
    },
  }
}

/** Errors that say nothing about the command: the batch as a whole may be run again. */
const isTransient = (error: unknown): boolean => {
  const code = (error as { code?: string } | null)?.code
  return (
    code === '40001' ||
    code === '40P01' ||
    code === '55P03' ||
    code?.startsWith('08') === true ||
    code?.startsWith('57') === true
  )
}
