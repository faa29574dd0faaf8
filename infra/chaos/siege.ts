import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Platform } from '../load/platform.ts'
import { join, write } from './crew.ts'
import type { Member } from './crew.ts'
import { dump } from './dump.ts'
import { faultless } from './faultless.ts'
import { newAcknowledged, prepare, untilBusy } from './prepare.ts'
import { randomFrom } from './random.ts'
import type { Random } from './random.ts'
import { verify } from './verify.ts'
import type { Verdict } from './verify.ts'

export interface Siege {
  readonly target: string
  readonly platform: Platform
  readonly people: number
  readonly cycles: number
  /** No more blows once this is so; then the verdict, as always. */
  readonly enough?: AbortSignal
  /** What is done to whom and when, and what people write, follows from it; what falls together in time does not. */
  readonly seed: number
  /** Where the n-th person connects to. */
  readonly portOf: (n: number) => number
  /** One blow; says what it was. Everybody is writing meanwhile. */
  readonly strike: (cycle: number, random: Random) => Promise<string>
  /** Whatever is still broken is whole again: now everybody must come to the same story. */
  readonly relieve?: () => Promise<void> | void
  /** Those who take part, as soon as they have dialled. */
  readonly onCrew?: (crew: readonly Member[]) => void
  /** A line has ended: within how long its person was asked to come back; 0: without a word. */
  readonly onBye?: (withinMs: number) => void
  /** A server that nothing stands before, for those who come to compare. */
  readonly freshPort: () => number
}

/** After the last blow everybody's last command is answered within so long, or never. */
const finishMs = 90_000

/**
 * People write and read without pause while the platform is struck again and again. At the end everything that was
 * acknowledged is looked for, and everybody's state is compared with a fresh client's.
 */
export async function besiege(it: Siege): Promise<Verdict> {
  const { platform, people, cycles, seed } = it
  const session = platform.session as SessionId
  const acknowledged = newAcknowledged()
  const blows: { readonly at: string; readonly blow: string }[] = []
  const random = randomFrom(seed)
  let isRunning = true
  const running = () => isRunning
  await prepare(platform, session)
  const crew = Array.from({ length: people }, (_, n) => join(it.portOf(n), n, session))
  it.onCrew?.(crew)
  if (it.onBye) for (const { connection } of crew) hearBye(connection.socket, it.onBye, running)
  try {
    const writing = crew.map((member) =>
      write(member, { session, acknowledged, running, random: randomFrom(seed + 1 + member.n) }),
    )
    for (let cycle = 0; cycle < cycles && !it.enough?.aborted; cycle++) {
      await untilBusy(acknowledged, random)
      blows.push({ at: new Date().toISOString(), blow: await it.strike(cycle, random) })
    }
    isRunning = false
    await it.relieve?.()
    const stuck = await countStuck(writing)
    const { verdict, divergences } = await verify({ platform, crew, acknowledged, port: it.freshPort() })
    const whole = { ...verdict, stuck, blows: blows.length }
    if (isFaulty(whole)) await dump({ ...it, verdict: whole, blows, crew, acknowledged, divergences })
    return whole
  } finally {
    isRunning = false
    for (const member of crew) member.close()
  }
}

function hearBye(
  socket: Member['connection']['socket'],
  onBye: (withinMs: number) => void,
  running: () => boolean,
) {
  let named = 0
  socket.on('bye', (_reason, withinMs) => {
    named = withinMs
  })
  socket.on('disconnect', () => {
    if (running()) onBye(named)
    named = 0
  })
}

async function countStuck(writing: readonly Promise<void>[]): Promise<number> {
  let left = writing.length
  for (const it of writing) void it.then(() => left--)
  const late = new Promise((resolve) => setTimeout(resolve, finishMs).unref())
  await Promise.race([Promise.all(writing), late])
  return left
}

const isFaulty = (verdict: Verdict): boolean =>
  Object.keys(faultless).some((fault) => verdict[fault as keyof typeof faultless] !== 0)
