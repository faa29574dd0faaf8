import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { TokenGranted } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { createParticipant } from '@rostrum/server/testing/participant.ts'
import { cookieOf, createPlatform } from '../load/platform.ts'
import { personOf } from '../load/names.ts'
import type { Platform, ServerNode } from '../load/platform.ts'
import { join } from './crew.ts'
import type { Member } from './crew.ts'
import type { Loop } from './kill.ts'
import { besiege } from './siege.ts'
import { countCommands } from './verify.ts'
import type { Verdict } from './verify.ts'

export interface LivekitVerdict extends Verdict {
  /** LiveKit came back and its rooms did not, or not in time. */
  readonly wrongRooms: number
  /** Somebody's token, or the media server itself, gave them more or less than the database says. */
  readonly wrongRights: number
  readonly slowestReturnMs: number
  /** Commands that were done while there was no media server. */
  readonly doneMeanwhile: number
}

const session = 'hot' as SessionId
const stage = `${session}:stage`
const speaker = 1
const returnLimitMs = 30_000
const rightLimitMs = 10_000
const firstStartMs = 600_000 // where LiveKit has to be built first
/** Who runs the session writes like everybody, and must not be kept waiting for it. */
const endless = { perSecond: 1e6, burst: 1e6 }
const limits = { mediaTokens: endless, rate: endless }

/** `kill -9` for the media server while people write; each time somebody's rights change while it is away. */
export async function livekitLoop(it: Loop): Promise<LivekitVerdict> {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-livekit-'))
  const platform = await createPlatform(it.people, { livekit: { data, given: undefined }, limits })
  const wrong = { wrongRooms: 0, wrongRights: 0 }
  let slowestReturnMs = 0
  let doneMeanwhile = 0
  let chair: Member | undefined
  try {
    const node = await platform.start()
    await until(async () => (await node.look(stage)).status === 'ok', firstStartMs)
    const verdict = await besiege({
      ...it,
      target: 'livekit',
      platform,
      portOf: () => node.port,
      freshPort: () => node.port,
      async strike(cycle) {
        chair ??= await takeChair(platform, node)
        const before = await countCommands(platform)
        const old = await askToken(node)
        const { pid } = await node.look(stage)
        if (pid === undefined) throw new Error('there is no LiveKit to kill')
        process.kill(pid, 'SIGKILL')
        const from = performance.now()
        const isOnAir = cycle % 2 === 0
        const type = isOnAir ? 'stage:bringOnAir' : 'stage:takeOffAir'
        const set = await chair.connection.call(type, { session, person: personOf(speaker) as PersonId })
        if (!set.ok) wrong.wrongRights++
        const isBack = await until(async () => hasRooms(await node.look(stage)), returnLimitMs)
        slowestReturnMs = Math.max(slowestReturnMs, Math.round(performance.now() - from))
        doneMeanwhile += (await countCommands(platform)) - before
        if (!isBack) wrong.wrongRooms++
        const now = await askToken(node)
        if (now.sources.includes('microphone') !== isOnAir) wrong.wrongRights++
        if (!(await isSetRight(node, old, isOnAir))) wrong.wrongRights++
        return `killed, ${type}`
      },
    })
    return { ...verdict, ...wrong, slowestReturnMs, doneMeanwhile }
  } finally {
    chair?.close()
    await platform.stop()
    fs.rmSync(data, { recursive: true, force: true })
  }
}

const hasRooms = ({ status, rooms }: Awaited<ReturnType<ServerNode['look']>>): boolean =>
  status === 'ok' && [stage, `${session}:backstage`].every((room) => rooms.includes(room))

/** Person 0 may run the session: the stage goes live, and person 1 is one of those who may come on air. */
async function takeChair(platform: Platform, { port }: ServerNode): Promise<Member> {
  await platform.query(`INSERT INTO session_people (session, person, role) VALUES ($1, $2, 'panellist')`, [
    session,
    personOf(speaker),
  ])
  const chair = join(port, 0, session)
  const live = await chair.connection.call('stage:setState', { session, state: 'live', base: 0 })
  if (!live.ok) throw new Error(`the stage did not go live: ${live.code}`)
  return chair
}

async function askToken({ port }: ServerNode): Promise<TokenGranted> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/stage/${session}/token`, {
    method: 'POST',
    headers: {
      cookie: cookieOf(speaker),
      origin: `http://127.0.0.1:${port}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ room: 'stage', device: 'd001' }),
  })
  if (!answer.ok) throw new Error(`no token (${answer.status})`)
  return (await answer.json()) as TokenGranted
}

/** Who comes back with a token from before the kill is given what is true now: its rights are those of another moment. */
async function isSetRight(node: ServerNode, old: TokenGranted, isOnAir: boolean): Promise<boolean> {
  const stops: (() => Promise<void>)[] = []
  const onStop = (stop: () => Promise<void>) => void stops.push(stop)
  const media = { participants: async () => [] }
  try {
    await createParticipant(old, stage, { media, onStop })
    const may = async () => (await node.look(stage)).may[old.identity]
    return await until(async () => (await may())?.includes('microphone') === isOnAir, rightLimitMs)
  } finally {
    for (const stop of stops) await stop()
  }
}

async function until(isTrue: () => Promise<boolean>, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs
  while (!(await isTrue())) {
    if (performance.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return true
}
