import type { Report } from './report.ts'
import { accounts } from './scenarios/accounts.ts'
import { brigade } from './scenarios/brigade.ts'
import { commands } from './scenarios/commands.ts'
import { emergency } from './scenarios/emergency.ts'
import { fanout } from './scenarios/fanout.ts'
import { flood } from './scenarios/flood.ts'
import { forumDay } from './scenarios/forumDay.ts'
import { mixed } from './scenarios/mixed.ts'
import { plenary } from './scenarios/plenary.ts'
import { slowReaders } from './scenarios/slowReaders.ts'
import { storm } from './scenarios/storm.ts'
import { vote } from './scenarios/vote.ts'

export type Parameters = Readonly<Record<string, number>>

export interface Scenario {
  readonly about: string
  /** The numbers that can be given; without one, the scenario's own. */
  readonly takes: readonly string[]
  run(parameters: Parameters): Promise<Report>
}

export const catalogue: Readonly<Record<string, Scenario>> = {
  accounts: {
    about: 'who has an account: can it be told by how long an answer takes',
    takes: ['samples'],
    run: accounts,
  },
  brigade: {
    about: 'hundreds ask nearly the same as fast as they are let: are moderators and the others served',
    takes: ['people', 'quiet', 'moderators', 'seconds', 'rounds', 'asks', 'pauseMs'],
    run: brigade,
  },
  commands: {
    about: 'durable commands on one hot channel, beside the same rows batched by hand',
    takes: ['callers', 'seconds', 'repeats'],
    run: commands,
  },
  emergency: {
    about: 'the emergency stop in a busy session: who is told when, and what is still accepted',
    takes: ['people', 'newcomers', 'seconds', 'rounds', 'says', 'reacts', 'asks'],
    run: emergency,
  },
  fanout: {
    about: 'processor time per delivered message, beside raw ws and Socket.IO',
    takes: ['people', 'rounds', 'gapMs', 'repeats'],
    run: fanout,
  },
  flood: {
    about: 'one person floods the server by every door; what the others notice',
    takes: ['people', 'sockets', 'seconds', 'rounds', 'perSecond', 'reacts'],
    run: flood,
  },
  'forum-day': {
    about: 'many sessions, and people who move between them, speak, ask, vote and react',
    takes: ['people', 'halls', 'seconds', 'moves', 'says', 'asks', 'votes', 'reacts'],
    run: forumDay,
  },
  mixed: {
    about: 'commands and fan-out together over sockets, beside raw ws and rows batched by hand',
    takes: ['callers', 'people', 'seconds', 'repeats'],
    run: mixed,
  },
  plenary: {
    about: 'everybody in one session, who hear some messages a second and react',
    takes: ['people', 'perSecond', 'seconds', 'reacts'],
    run: plenary,
  },
  'slow-readers': {
    about: 'some stop reading in a busy session: what they cost the server, and the others',
    takes: ['people', 'slow', 'seconds', 'perSecond', 'louder'],
    run: slowReaders,
  },
  storm: {
    about: 'the server is killed, and everybody comes back at once',
    takes: ['people'],
    run: storm,
  },
  vote: {
    about: 'everybody votes within a few seconds, and others talk: the tally is exact',
    takes: ['people', 'seconds', 'others', 'says'],
    run: vote,
  },
}

export const help = (): string =>
  [
    'npm run load -- <scenario> [--people=N …] [--out=file.json] [--keep=folder]',
    'npm run load -- compare <one.json> <other.json>',
    '',
    ...Object.entries(catalogue).flatMap(([name, { about, takes }]) => [
      `${name.padEnd(14)}${about}`,
      `${' '.repeat(14)}${takes.map((it) => `--${it}=N`).join(' ')}`,
    ]),
  ].join('\n')
