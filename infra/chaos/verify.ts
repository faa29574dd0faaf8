import { isDeepStrictEqual } from 'node:util'
import { FLAWS } from '@rostrum/server/nightly/check.ts'
import type { Flaws } from '@rostrum/server/nightly/check.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Platform } from '../load/platform.ts'
import { join, storyBegins } from './crew.ts'
import type { Acknowledged, Member } from './crew.ts'

/** What the promises of docs/security.md and delivery say, counted. All but `commands`, `repeated` and `blows` must be 0. */
export interface Verdict {
  readonly commands: number
  readonly repeated: number
  /** I1: acknowledged and not there. */
  readonly lost: number
  /** I2: there without an acknowledgement, or more than once. */
  readonly doubled: number
  /** I3: channels whose events are not 1…seq. */
  readonly gaps: number
  /** I3: somebody heard events out of order or twice. */
  readonly disorder: number
  /** I4: somebody heard what they may not. */
  readonly leaked: number
  /** I5, I6: somebody's state is not what a fresh client is told. */
  readonly diverged: number
  readonly wrongTotals: number
  readonly refused: number
  /** Commands that were not answered, long after all was well again. */
  readonly stuck: number
  readonly blows: number
}

/** Somebody who was there all along, and what somebody who comes now is told. */
export interface Divergence {
  readonly n: number
  readonly state: unknown
  readonly fresh: unknown
}

export async function verify(it: {
  readonly platform: Platform
  readonly crew: readonly Member[]
  readonly acknowledged: Acknowledged
  readonly port: number
}): Promise<{ verdict: Omit<Verdict, 'stuck' | 'blows'>; divergences: readonly Divergence[] }> {
  const { platform, crew, acknowledged } = it
  const facts = await countFacts(platform)
  const kept = new Set(
    (
      await platform.query<{ id: string }>(
        'SELECT id::text FROM questions UNION ALL SELECT id::text FROM messages',
      )
    ).map((row) => row.id),
  )
  const made = [...acknowledged.asked, ...acknowledged.said]
  await untilAllHeard(platform, crew)
  const divergences = await findDiverged(it)
  const verdict = {
    commands: acknowledged.commands,
    repeated: acknowledged.repeated,
    lost: made.filter((id) => !kept.has(id)).length + (facts.commands < acknowledged.commands ? 1 : 0),
    doubled: facts.things - new Set(made).size + (facts.things - facts.texts),
    gaps: facts.holes + facts.late, // nothing is so old here that it would have been removed
    wrongTotals: facts.wrongTotals,
    disorder: crew.reduce((sum, member) => sum + disorderOf(member), 0),
    leaked: crew.reduce((sum, member) => sum + member.leaks.length, 0),
    diverged: divergences.length,
    refused: acknowledged.refused.length,
  }
  return { verdict, divergences }
}

interface Facts {
  readonly things: number
  readonly texts: number
  readonly commands: number
}

async function countFacts(platform: Platform): Promise<Facts & Flaws> {
  const [facts] = await platform.query<Omit<Facts, 'commands'>>(
    `WITH things AS (SELECT text FROM questions UNION ALL SELECT text FROM messages)
    SELECT (SELECT count(*)::int FROM things) AS things,
    (SELECT count(DISTINCT text)::int FROM things) AS texts`,
  )
  const [flaws] = await platform.query<Flaws>(FLAWS)
  if (!facts || !flaws) throw new Error('no facts')
  return { ...facts, ...flaws, commands: await countCommands(platform) }
}

export const countCommands = async (platform: Platform): Promise<number> =>
  (await platform.query<{ n: number }>('SELECT count(*)::int AS n FROM commands'))[0]?.n ?? 0

const disorderOf = (member: Member): number => {
  let wrong = 0
  for (const seqs of member.heard.values())
    for (const [i, seq] of seqs.entries()) if (seq !== storyBegins && seq <= (seqs[i - 1] ?? 0)) wrong++
  return wrong
}

const limitMs = 20_000

async function untilAllHeard(platform: Platform, crew: readonly Member[]): Promise<void> {
  const rows = await platform.query<{ id: string; seq: string }>('SELECT id, seq FROM channels')
  const tops = new Map(rows.map((row) => [row.id, Number(row.seq)]))
  const isThere = (member: Member) =>
    member.channels.every((channel) => member.connection.position(channel) === (tops.get(channel) ?? 0))
  const end = Date.now() + limitMs
  while (!crew.every(isThere)) {
    if (Date.now() > end) return // who is not there by now has diverged, and is counted as such
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function findDiverged(it: {
  readonly platform: Platform
  readonly crew: readonly Member[]
  readonly port: number
}): Promise<Divergence[]> {
  const diverged: Divergence[] = []
  for (const member of it.crew) {
    const comer = join(it.port, member.n, it.platform.session as SessionId)
    await untilAllHeard(it.platform, [comer])
    const [state, fresh] = [member.state(), comer.state()]
    if (!isDeepStrictEqual(fresh, state)) diverged.push({ n: member.n, state, fresh })
    comer.close()
  }
  return diverged
}
