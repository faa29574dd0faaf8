import fc from 'fast-check'
import type { QuestionState } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { expect, test } from 'vitest'
import { createWorld } from '#testing/world.ts'
import type { Person } from '#testing/world.ts'

/* The state machine, told a second time and as simply as possible; random stories must end alike in both. */

interface Model {
  id: string
  asker: number
  state: QuestionState
  version: number
  next: boolean
  into: Model | null
  voters: Set<number>
  before: { state: QuestionState; next: boolean; displaced: [Model, number] | null } | null
}
interface Step {
  readonly act: (typeof acts)[number]
  readonly question: number
  readonly other: number
  readonly person: number
  readonly on: boolean
  readonly stale: boolean
}
const acts = [
  'ask',
  'vote',
  'vote',
  'vote',
  'vote',
  'vote',
  'edit',
  'withdraw',
  'approve',
  'approve',
  'dismiss',
  'merge',
  'merge',
  'putNext',
  'answerNow',
  'answerNow',
  'markAnswered',
  'answer',
  'undo',
  'undo',
  'undo',
  'undo',
] as const
const isPublic = (it: Model) => ['approved', 'answering', 'answered'].includes(it.state)

const family = (all: readonly Model[], root: Model): Model[] => [
  root,
  ...all.filter((it) => it.into === root).flatMap((it) => family(all, it)),
]
const votesOf = (all: readonly Model[], it: Model) =>
  new Set(family(all, it).flatMap((m) => [...m.voters])).size
const askersOf = (all: readonly Model[], it: Model) => new Set(family(all, it).map((m) => m.asker)).size

function act(
  it: Model,
  change: Partial<Pick<Model, 'state' | 'next' | 'into'>>,
  displaced: [Model, number] | null = null,
) {
  it.before = { state: it.state, next: it.next, displaced }
  Object.assign(it, change)
  it.version++
  return 'ok'
}
function back(it: Model) {
  const { before } = it
  if (!before) return 'closed'
  Object.assign(it, { state: before.state, next: before.next, into: null, before: null })
  it.version++
  const [other, version] = before.displaced ?? []
  if (other?.version === version && other) back(other)
  return 'ok'
}
const when = (lawful: boolean, then: () => string) => (lawful ? then() : 'closed')

const asker: Record<string, (all: Model[], it: Model, step: Step) => string> = {
  edit: (_, it) =>
    when(it.state === 'waiting', () => {
      it.before = null
      it.version++
      return 'ok'
    }),
  withdraw(all, it, { on }) {
    if ((it.state === 'withdrawn') === on) return 'ok'
    if (!on) return back(it)
    const lawful = ['waiting', 'approved'].includes(it.state) && askersOf(all, it) === 1
    return when(lawful, () => act(it, { state: 'withdrawn', next: false }))
  },
}
const moderator: Record<string, (all: Model[], it: Model, step: Step) => string> = {
  approve: (_, it) => when(it.state === 'waiting', () => act(it, { state: 'approved' })),
  dismiss: (_, it) =>
    when(it.state === 'waiting' || isPublic(it), () => act(it, { state: 'dismissed', next: false })),
  merge(all, it, { other }) {
    const into = all[other % all.length] ?? it
    if (it.state !== 'waiting' && it.state !== 'approved') return 'closed'
    if (into === it) return 'invalid'
    const lawful = ['waiting', 'approved', 'answering'].includes(into.state)
    return when(lawful, () => act(it, { state: 'merged', next: false, into }))
  },
  putNext: (_, it, { on }) => when(it.state === 'approved', () => act(it, { next: on })),
  answerNow(all, it) {
    if (it.state !== 'approved' && it.state !== 'answered') return 'closed'
    const current = all.find((m) => m.state === 'answering')
    if (current) act(current, { state: 'answered' })
    return act(it, { state: 'answering', next: false }, current ? [current, current.version] : null)
  },
  markAnswered: (_, it) =>
    when(it.state === 'approved' || it.state === 'answering', () =>
      act(it, { state: 'answered', next: false }),
    ),
  answer: (_, it) =>
    when(it.state === 'waiting' || isPublic(it), () => act(it, { state: 'answered', next: false })),
  undo(all, it) {
    if (!it.before || it.state === 'withdrawn' || it.into?.state === 'merged') return 'closed'
    const taken = all.some((m) => m !== it && m.state === 'answering')
    return it.before.state === 'answering' && it.state !== 'answering' && taken ? 'conflict' : back(it)
  },
}

function expected(all: Model[], it: Model, step: Step): string {
  if (step.act === 'vote') {
    if (!isPublic(it)) return 'not_found'
    if (step.on) it.voters.add(step.person)
    else for (const one of family(all, it)) one.voters.delete(step.person)
    return 'ok'
  }
  if (step.stale && step.act !== 'withdraw') return 'conflict'
  return (asker[step.act] ?? moderator[step.act])?.(all, it, step) ?? 'unknown act'
}

const world = await createWorld()
const people = await Promise.all(['Ann', 'Bob', 'Cid'].map((it) => world.person(it)))

async function sender(person: Person, session: SessionId) {
  const actor = await world.app.authenticate(person.cookie)
  if (!actor) throw new Error('not signed in')
  return (verb: string, input: object) =>
    world.app.runner.run(actor, { id: uuid7(), type: `questions:${verb}`, input: { session, ...input } })
}

function inputOf(all: readonly Model[], it: Model, { act: verb, other, on, stale }: Step): object {
  const base = stale ? it.version + 1 : it.version
  if (verb === 'vote' || verb === 'withdraw') return { question: it.id, on }
  if (verb === 'putNext') return { question: it.id, base, on }
  if (verb === 'edit' || verb === 'answer') return { question: it.id, base, text: 'Other words' }
  if (verb === 'dismiss') return { question: it.id, base, reason: 'outside the topic' }
  const into = all[other % all.length] ?? it
  return verb === 'merge'
    ? { question: it.id, base, into: into.id, intoBase: into.version }
    : { question: it.id, base }
}

const calm = { other: 0, on: true, stale: false }
/** Four questions, of three people; three are approved and voted for, and of those one is merged into another. */
const opening: readonly Step[] = [
  ...[0, 1, 2, 0].map((person) => ({ ...calm, act: 'ask' as const, question: 0, person })),
  ...[0, 1, 2].map((question) => ({ ...calm, act: 'approve' as const, question, person: 0 })),
  ...[0, 1, 2].map((person) => ({ ...calm, act: 'vote' as const, question: Math.min(person, 1), person })),
  { ...calm, act: 'merge', question: 1, person: 0 },
]

async function tellStory(steps: readonly Step[]): Promise<void> {
  const session = await world.session()
  const senders = await Promise.all(people.map((it) => sender(it, session)))
  const mod = await sender(await world.person('Mod', { sessions: { [session]: ['moderator'] } }), session)
  const all: Model[] = []
  const personOf = ({ act: verb, person }: Step, it: Model | undefined) =>
    it && (verb === 'edit' || verb === 'withdraw') ? it.asker : person

  for (const step of [...opening, ...steps]) {
    const it = all[step.question % Math.max(1, all.length)]
    const send = step.act in moderator ? mod : senders[personOf(step, it)]
    if (step.act === 'ask' || !it) {
      const ack = await send?.('ask', { text: `Question ${all.length}`, anonymous: step.on })
      if (ack?.ok) all.push(asked(ack.output as { id: string }, step)) // else this person's queue is full
      continue
    }
    const before = it.state
    const ack = await send?.(step.act, inputOf(all, it, step))
    expect([step.act, before, ack?.ok ? 'ok' : ack?.code]).toEqual([
      step.act,
      before,
      expected(all, it, step),
    ])
  }
  await compare(session, all)
}
const asked = ({ id }: { id: string }, { person }: Step): Model => ({
  id,
  asker: person,
  voters: new Set(),
  state: 'waiting',
  version: 1,
  next: false,
  into: null,
  before: null,
})

async function compare(session: SessionId, all: readonly Model[]): Promise<void> {
  const rows = await world.query(
    `SELECT id, state, version, next, merged_into AS into, votes, askers FROM questions
     WHERE session = $1 AND state <> 'merged' ORDER BY id`,
    [session],
  )
  expect(rows).toEqual(
    all
      .filter((it) => it.state !== 'merged')
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((it) => ({
        id: it.id,
        state: it.state,
        version: it.version,
        next: it.next,
        into: null,
        votes: votesOf(all, it),
        askers: askersOf(all, it),
      })),
  )
  const counts = await world.query(
    'SELECT state, n FROM question_counts WHERE session = $1 AND n <> 0 ORDER BY state COLLATE "C"',
    [session],
  )
  const states = Map.groupBy(all, (it) => it.state)
  expect(counts).toEqual([...states.keys()].sort().map((state) => ({ state, n: states.get(state)?.length })))
}

test('D7 D16: whatever is done in whatever order, questions end where the state machine says, with the union of the votes', async () => {
  const step = fc.record({
    act: fc.constantFrom(...acts),
    question: fc.nat(3),
    other: fc.nat(3),
    person: fc.nat(2),
    on: fc.boolean(),
    stale: fc.nat(9).map((it) => it === 0),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), tellStory),
    {
      numRuns: 30,
      endOnFailure: true,
    },
  )
}, 180_000)
