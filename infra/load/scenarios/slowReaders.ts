import fs from 'node:fs'
import { createCrowds, createCrowdsFor } from '../crowds.ts'
import type { Crowds } from '../crowds.ts'
import { summary } from '../histogram.ts'
import { hallOf } from '../names.ts'
import type { Report } from '../report.ts'
import { answered, inVenue, loopback, untilTold } from '../venue.ts'
import type { Venue } from '../venue.ts'

const defaults = { people: 2_000, slow: 300, seconds: 20, perSecond: 10, louder: 300 }

/**
 * Some stop reading: what the others have of it before them, beside them, and when they read again, and what they cost the
 * server. They are in a louder session as well (long messages, `louder` a second), which nobody else listens to: a few
 * megabytes for each of them, as what the operating system takes for both ends comes before the server keeps anything.
 */
export async function slowReaders(given: Partial<typeof defaults>, venue?: Venue): Promise<Report> {
  const parameters = { ...defaults, ...given }
  const { people, slow } = parameters
  return inVenue(venue, { people: people + slow, halls: 1 }, async (at) => {
    const readers = createCrowdsFor(people, 2)
    const sleepers = createCrowds(1)
    const session = `session:${at.platform.session}`
    const loud = `session:${hallOf(0)}`
    const phase = (seconds = parameters.seconds) => busy(at, readers, { ...parameters, seconds })
    try {
      await readers.enter({ ports: [at.node.port], people, channels: [session] })
      await phase(Math.min(3, parameters.seconds)) // nothing of what a process does for the first time is counted
      const before = await phase()
      const channels = [session, loud]
      await sleepers.enter({ ports: [at.node.port], people: slow, first: people, channels })
      void sleepers.comeBack() // whoever is cut off; it has no end, as not everybody is
      await sleepers.stall(slow)
      const during = await phase()
      await sleepers.wake()
      const after = await phase()
      const read = await untilTold(at, readers, session)
      const slept = await untilTold(at, sleepers, loud)
      return {
        scenario: 'slow-readers',
        parameters: { ...parameters, nodes: 1, workers: 3 },
        figures: {
          before,
          during,
          after,
          deliveryP99: { duringToBefore: during.delivery.p99 / before.delivery.p99 },
          mibPerSlowReader: (during.server.rssPeakMiB - before.server.rssPeakMiB) / slow,
          cutOff: during.cutOff + after.cutOff,
          cameBack: slept.returns,
          connected: { readers: read.connected, sleepers: slept.connected },
          gaps: read.gaps + slept.gaps,
          behind: { readers: read.behind, sleepers: slept.behind },
        },
        notTested: [...loopback, 'readers who are slow, but do read'],
      }
    } finally {
      await readers.leave()
      await sleepers.leave()
    }
  })
}

async function busy(at: Venue, readers: Crowds, { perSecond, louder, seconds }: typeof defaults) {
  const { platform, node } = at
  const slow = (await node.figures()).slow
  await readers.reset()
  await node.reset()
  const say = (session: string, text: string, pace: number) =>
    readers.speak({ type: 'chat:say', input: { session, text }, perSecond: pace, seconds, alone: false })
  const [acks] = await Promise.all([
    say(platform.session, 'A message to everybody, sent at @@now, about so long as people write.', perSecond),
    say(hallOf(0), 'So it goes on. '.repeat(65), louder),
  ])
  const socketBuffersMiB = inKernelMiB()
  const { delivery } = await untilTold(at, readers, `session:${platform.session}`)
  const server = await node.figures()
  return {
    delivery: summary(delivery),
    ack: answered(acks),
    cutOff: server.slow - slow,
    server,
    socketBuffersMiB,
  }
}

/** What this machine's kernel holds for TCP, both ends of every connection together; where it says so. */
function inKernelMiB(): number | undefined {
  try {
    const pages = Number(/^TCP:.* mem (\d+)/m.exec(fs.readFileSync('/proc/net/sockstat', 'utf8'))?.[1])
    return Math.round((pages * 4096) / 2 ** 20)
  } catch {
    return undefined
  }
}
