import { setTimeout as wait } from 'node:timers/promises'
import type { CrowdFigures } from './crowd.ts'
import type { Crowds } from './crowds.ts'
import { summary } from './histogram.ts'
import { personOf } from './names.ts'
import { createPlatform } from './platform.ts'
import type { Platform, ServerNode } from './platform.ts'
import { probeSchema } from './probe.ts'
import type { Acks } from './seat.ts'

/** Where a scenario takes place: a platform with one server on it. The short forms of several scenarios share one. */
export interface Venue {
  readonly platform: Platform
  readonly node: ServerNode
}

interface Needs {
  readonly people: number
  readonly halls?: number
  readonly withProbe?: boolean
}

export async function createVenue({ people, halls = 0, withProbe = false }: Needs): Promise<Venue> {
  const platform = await createPlatform(people, { halls })
  if (withProbe) await platform.query(probeSchema)
  return { platform, node: await platform.start(0, { withProbe }) }
}

/** In the venue given, or in one of its own that is taken down afterwards. */
export async function inVenue<T>(
  given: Venue | undefined,
  needs: Needs,
  play: (venue: Venue) => Promise<T>,
): Promise<T> {
  if (given) return play(given)
  const venue = await createVenue(needs)
  try {
    return await play(venue)
  } finally {
    await venue.platform.stop()
  }
}

/** So many people, from this number on, run the sessions of the forum; said before they come. */
export const letModerate = ({ query }: Platform, first: number, count: number) =>
  query(`UPDATE memberships SET role = 'moderator' WHERE person = any($1)`, [
    Array.from({ length: count }, (_, n) => personOf(first + n)),
  ])

/** Until everybody has heard what had been said in the channel by now, or will not; `{hall}` is the session each is in. */
export async function untilTold({ platform }: Venue, crowds: Crowds, channel: string): Promise<CrowdFigures> {
  const rows = await platform.query<{ id: string; seq: string }>('SELECT id, seq FROM channels')
  const said = Object.fromEntries(rows.map(({ id, seq }) => [id, Number(seq)]))
  for (const end = Date.now() + 60_000; ;) {
    const figures = await crowds.figures(channel, said)
    if (figures.behind === 0 || Date.now() > end) return figures
    await wait(100)
  }
}

export const answered = ({ latency, codes }: Acks) => ({ ...summary(latency), codes })

export const loopback = [
  'TLS',
  'participants on other machines: they share the cores with the server',
] as const
