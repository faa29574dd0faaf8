import { setTimeout as pause } from 'node:timers/promises'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { createPlatform } from '../load/platform.ts'
import { join } from './crew.ts'
import type { Member } from './crew.ts'
import type { Loop } from './kill.ts'
import { countPackets, enterOwnNetwork, loseNoMore, losePackets, makeNarrow } from './ownNetwork.ts'
import { besiege } from './siege.ts'
import type { Verdict } from './verify.ts'

/* What a proxy cannot do, as it knows only bytes: packets are lost one by one, or the line itself is narrow. */

export interface LossVerdict extends Verdict {
  readonly packets: { readonly arrived: number; readonly lost: number }
  /** Lines that ended: they had been given up at one end. */
  readonly ended: number
}

const spellMs = 5_000

/** Of all that clients and the server send each other, so many packets of a hundred are lost, until the last blow. */
export async function lossLoop(it: Loop & { readonly percent: number }): Promise<LossVerdict> {
  enterOwnNetwork()
  const platform = await createPlatform(it.people)
  try {
    const node = await platform.start()
    losePackets(it.percent)
    const ends = createEnds()
    const verdict = await besiege({
      ...it,
      target: 'loss',
      platform,
      portOf: () => node.port,
      freshPort: () => node.port,
      onCrew: ends.watch,
      async strike() {
        await pause(spellMs)
        return `${it.percent} % lost for ${spellMs} ms`
      },
      relieve: loseNoMore,
    })
    return { ...verdict, packets: countPackets(), ended: ends.count() }
  } finally {
    await platform.stop()
  }
}

export interface NarrowVerdict extends Verdict {
  /** What each who came over a narrow line was told before they had everything they may see, and how long it took. */
  readonly screens: readonly { readonly ms: number; readonly kB: number }[]
  readonly lateScreens: number
  /** Over narrow lines: lines that ended, and snapshots of what had been told before. */
  readonly cutOff: number
  readonly toldAgain: number
}

const screenLimitMs = 15_000

/**
 * Person 0, who runs the session and sees most, is there over a narrow line all along, and all others over good ones. Each
 * blow is somebody who comes over another narrow line: the session has ever more to show to them.
 */
export async function narrowLoop(it: Loop & { readonly kbit: number }): Promise<NarrowVerdict> {
  enterOwnNetwork()
  const platform = await createPlatform(it.people)
  const ends = createEnds()
  const screens: NarrowVerdict['screens'][number][] = []
  let toldAgain = 0
  let chair: Member | undefined
  try {
    const [wide, narrow, last] = [await platform.start(), await platform.start(), await platform.start()]
    makeNarrow(it.kbit, [narrow.port, last.port])
    const verdict = await besiege({
      ...it,
      target: 'narrow',
      platform,
      portOf: (n) => (n === 0 ? narrow.port : wide.port),
      freshPort: () => wide.port,
      onCrew(crew) {
        chair = crew[0]
        ends.watch(crew.slice(0, 1))
      },
      async strike() {
        const comer = join(last.port, 1, platform.session as SessionId)
        ends.watch([comer])
        let bytes = 0
        comer.connection.socket.on('f', (frame) => (bytes += JSON.stringify(frame).length))
        const screen = { ms: await untilTold(comer), kB: Math.round(bytes / 1_000) }
        screens.push(screen)
        await pause(spellMs)
        toldAgain += toldAgainTo(comer)
        comer.close()
        return `told ${screen.kB} kB within ${screen.ms} ms`
      },
    })
    if (chair) toldAgain += toldAgainTo(chair)
    return {
      ...verdict,
      screens,
      lateScreens: screens.filter(({ ms }) => ms > screenLimitMs).length,
      cutOff: ends.count(),
      toldAgain,
    }
  } finally {
    await platform.stop()
  }
}

const toldAgainTo = ({ connection, channels }: Member): number =>
  Math.max(0, connection.stats.snapshots - channels.length)

/** Who is not told by then never will be. */
const patienceMs = 60_000

async function untilTold({ connection, channels }: Member): Promise<number> {
  const from = performance.now()
  const isTold = () => channels.every((channel) => connection.position(channel) >= 0)
  while (!isTold() && performance.now() - from < patienceMs) await pause(20)
  return Math.round(performance.now() - from)
}

/** Counts the lines that ended for another reason than that somebody left. */
function createEnds() {
  let ended = 0
  return {
    count: () => ended,
    watch(crew: readonly Member[]) {
      for (const { connection } of crew)
        connection.socket.on('disconnect', (reason) => {
          if (reason !== 'io client disconnect') ended++
        })
    },
  }
}
