import fs from 'node:fs'
import type { Limits } from '@rostrum/server/kernel/limits.ts'
import { defaultLimits } from '@rostrum/server/kernel/limits.ts'
import { createPlatform } from '../load/platform.ts'
import type { ServerNode } from '../load/platform.ts'
import { attack, newTally } from './attack.ts'
import type { Tally } from './attack.ts'
import { holdOpen } from './holders.ts'

/** What has once broken something, or was made to: each is sent first in every run, and stays. */
const corpus = JSON.parse(fs.readFileSync(new URL('corpus.json', import.meta.url), 'utf8')) as {
  readonly frames: readonly string[]
  readonly requests: readonly string[]
}

export interface FuzzVerdict extends Tally {
  /** The process ended, or stopped answering. */
  readonly dead: number
  /** What changed for everybody without anybody's having the right to it. */
  readonly intrusions: number
  /** Connections that say nothing, or never finish: how long the server bore them, and which it bore for too long. */
  readonly longestMs: Readonly<Record<string, number>>
  readonly heldOpen: readonly string[]
  /** By the clock, which others' work on this machine lengthens; and by what the thread itself computed. */
  readonly loopDelayMaxMs: number
  readonly loopHeldMaxMs: number
  readonly cpuMs: number
  readonly heapMiB: readonly [begin: number, end: number]
  readonly rssMiB: readonly [begin: number, end: number]
}

export interface FuzzOptions {
  readonly frames: number
  readonly seed: number
  readonly attackers?: number
  readonly limits?: Partial<Limits>
}

/** Nobody is slowed down here, so that what lies behind that limit is reached. */
const any = { perSecond: 1e6, burst: 1e6 }
const unlimited = { rate: any, inbound: any, requests: any, handshakes: any }

/** Sends hostile frames and requests over many sockets of people who are signed in, for as long as the server lives. */
export async function fuzz(options: FuzzOptions): Promise<FuzzVerdict> {
  const { frames, seed, attackers = 24 } = options
  const limits = { ...unlimited, ...options.limits }
  const platform = await createPlatform(attackers, { limits })
  try {
    const node = await platform.start()
    const share = Math.ceil(frames / attackers)
    const tally = newTally()
    const each = { platform, node, corpus, tally }
    const before = await node.figures()
    await node.reset()
    const holders = await holdOpen(node.port, { ...defaultLimits, ...limits })
    const reporting = setInterval(() => report(tally), reportEveryMs)
    await Promise.all(
      Array.from({ length: attackers }, (_, n) => attack({ ...each, n, frames: share, seed: seed + n })),
    )
    clearInterval(reporting)
    const held = await holders.end()
    const isAlive = await answers(node.port)
    const [row] = await platform.query<{ n: number }>(intrusionsSql)
    const figures = isAlive ? await figuresOf(node, before) : dead
    return { ...tally, dead: isAlive ? 0 : 1, intrusions: row?.n ?? 1, ...held, ...figures }
  } finally {
    await platform.stop()
  }
}

const dead = {
  loopDelayMaxMs: NaN,
  loopHeldMaxMs: NaN,
  cpuMs: NaN,
  heapMiB: [NaN, NaN],
  rssMiB: [NaN, NaN],
} as const

async function figuresOf(node: ServerNode, before: Awaited<ReturnType<ServerNode['figures']>>) {
  const { loopDelayMaxMs, loopHeldMaxMs, cpuMs, heapMiB, rssMiB } = await node.figures()
  return {
    loopDelayMaxMs,
    loopHeldMaxMs,
    cpuMs: Math.round(cpuMs),
    heapMiB: [before.heapMiB, heapMiB],
    rssMiB: [before.rssMiB, rssMiB],
  } as const
}

/** A long run that is ended early has still said how far it was. */
const reportEveryMs = 60_000
const report = (tally: Tally) =>
  console.error(new Date().toISOString(), JSON.stringify({ ...tally, breaking: tally.breaking.slice(0, 3) }))

/** All who attack are attendees: none can be anything else afterwards, nobody is banned, nothing is on air. */
const intrusionsSql = `SELECT (
    (SELECT count(*) FROM memberships WHERE role <> 'attendee') + (SELECT count(*) FROM session_people) +
    (SELECT count(*) FROM restrictions) + (SELECT count(*) FROM stage_on_air) +
    (SELECT count(*) FROM events WHERE channel LIKE 'nodes:%' AND type <> 'people:accessChanged'))::int AS n`

async function answers(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(5_000)
    return (await fetch(`http://127.0.0.1:${port}/healthz`, { signal })).ok
  } catch {
    return false
  }
}
