import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogue, help } from './catalogue.ts'
import { compare } from './compare.ts'
import type { Kept, Report } from './report.ts'
import { brigade } from './scenarios/brigade.ts'
import { emergency } from './scenarios/emergency.ts'
import { flood } from './scenarios/flood.ts'
import { forumDay } from './scenarios/forumDay.ts'
import { mixed } from './scenarios/mixed.ts'
import { slowReaders } from './scenarios/slowReaders.ts'
import { vote } from './scenarios/vote.ts'
import { createVenue } from './venue.ts'
import type { Venue } from './venue.ts'

/*
 * The short forms of some scenarios of `npm run load`, a few dozen people each, on one platform: that the instrument
 * works and that everybody is told everything. How long anything takes is not looked at here.
 */

let venue: Venue
beforeAll(async () => {
  // Whoever floods (the last) is kept waiting at the doors for a while: nobody else here is that person. And those who
  // come to a session that is stopped (from the forty-second on) have not been in it before.
  venue = await createVenue({ people: 46, halls: 6, withProbe: true })
}, 60_000)
afterAll(() => venue.platform.stop())

const limitMs = 120_000

test(
  'C1: those who stop reading miss nothing when they read again, nor does anybody else',
  { timeout: limitMs },
  async () => {
    const { figures } = await slowReaders(
      { people: 30, slow: 10, seconds: 0.5, perSecond: 20, louder: 20 },
      venue,
    )
    expect(figures).toMatchObject({
      connected: { readers: 30, sleepers: 10 },
      gaps: 0,
      behind: { readers: 0, sleepers: 0 },
    })
  },
)

test(
  'I4: all are told of the emergency stop and of its end, nothing is accepted meanwhile, and who comes waits outside',
  { timeout: limitMs },
  async () => {
    const { figures } = await emergency({ people: 40, newcomers: 4, seconds: 0.5, rounds: 1 }, venue)
    const [round] = (figures as { rounds: { stopped: Record<'said' | 'reacted', { codes: object }> }[] })
      .rounds
    expect(round?.stopped.said.codes).not.toHaveProperty('ok')
    expect(figures).toMatchObject({
      rounds: [
        {
          on: { told: { n: 40 } },
          stopped: { reactionsAccepted: 0 },
          door: { letInLater: 0 },
          off: { told: { n: 40 } },
        },
      ],
      whileStopped: { messages: 0, questions: 0 },
      connected: 40,
      gaps: 0,
      behind: 0,
    })
  },
)

test(
  'C5 I1: one floods the server, and the others, who have the same address, are refused nothing and hear all of it',
  { timeout: limitMs },
  async () => {
    const { figures } = await flood({ people: 45, sockets: 4, seconds: 0.5, rounds: 1, reacts: 40 }, venue)
    expect(figures).toMatchObject({
      refused: { atTheDoor: 0, answers: 0 },
      connected: 45,
      gaps: 0,
      behind: 0,
    })
  },
)

test(
  'C4: everybody votes at once and is counted once, and those who talk elsewhere hear each other',
  { timeout: limitMs },
  async () => {
    const { figures } = await vote({ people: 30, others: 5, seconds: 0.5, says: 20 }, venue)
    expect(figures).toMatchObject({
      ack: { codes: { ok: 30 } },
      tally: { votes: 30, voters: 30 },
      talk: { beside: { delivery: { n: 50 } }, gaps: 0, behind: 0 },
    })
  },
)

test(
  'I3: of what a brigade asks nobody sees what no moderator has approved, and the moderators go on',
  { timeout: limitMs },
  async () => {
    const { figures } = await brigade(
      { people: 10, quiet: 10, moderators: 2, seconds: 0.5, rounds: 1, asks: 10, pauseMs: 20 },
      venue,
    )
    expect(figures).toMatchObject({ shownUnapproved: 0, connected: 10, gaps: 0, behind: 0 })
  },
)

test(
  'people who move between sessions hear all that is said where they are',
  { timeout: limitMs },
  async () => {
    const { figures } = await forumDay({ people: 30, halls: 6, seconds: 1 }, venue)
    expect(figures).toMatchObject({ connected: 30, gaps: 0, behind: 0 })
  },
)

test(
  'commands and fan-out together, and beside them the same made by hand',
  { timeout: limitMs },
  async () => {
    const { figures } = await mixed({ callers: 10, people: 10, seconds: 0.3, repeats: 1 }, venue)
    const [round] = (
      figures as { rounds: Record<'ours' | 'byHand', { ack: { n: number; codes: object } }>[] }
    ).rounds
    for (const it of [round?.ours, round?.byHand]) expect(it?.ack.codes).toEqual({ ok: it?.ack.n })
  },
)

const kept = (figures: Report['figures'], more: Partial<Kept> = {}): Kept => ({
  scenario: 'vote',
  parameters: { people: 2 },
  figures,
  notTested: [],
  machine: {
    cpu: 'x',
    cores: 2,
    memoryGiB: 1,
    load1: 0,
    versions: {},
    commit: 'abc',
    at: 'then',
  },
  ...more,
})

test('two runs that were kept can be compared, figure by figure', () => {
  const lines = compare(
    kept({ ack: { p99: 10, codes: { ok: 2 } } }),
    kept({ ack: { p99: 15 } }, { parameters: { people: 3 } }),
  )
  expect(lines).toEqual([
    'parameters: {"people":2} and {"people":3}',
    '              one  other  other/one',
    'ack.p99        10     15        1.5',
    'ack.codes.ok    2      –',
  ])
})

test('the help names every scenario and what it takes', () => {
  for (const [name, { takes }] of Object.entries(catalogue))
    for (const it of [name, ...takes.map((one) => `--${one}=N`)]) expect(help()).toContain(it)
})
