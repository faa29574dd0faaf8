import fs from 'node:fs'
import { createCrowds, createCrowdsFor } from '../crowds.ts'
import type { Crowds } from '../crowds.ts'
import { summary } from '../histogram.ts'
import type { Report } from '../report.ts'
import { answered, inVenue, loopback, untilTold } from '../venue.ts'
import type { Venue } from '../venue.ts'

const defaults = { people: 2_000, slow: 300, seconds: 15, perSecond: 100 }

/**
 * A busy session, of which some stop reading: before them, beside them, and after they have gone. They cost the server
 * little memory, and the others nothing; when they read again, those who had been cut off come back by themselves.
 */
export async function slowReaders(given: Partial<typeof defaults>, venue?: Venue): Promise<Report> {
  const parameters = { ...defaults, ...given }
  const { people, slow } = parameters
  return inVenue(venue, { people: people + slow }, async (at) => {
    const readers = createCrowdsFor(people, 2)
    const sleepers = createCrowds(1)
    const session = `session:${at.platform.session}`
    const phase = () => busy(at, readers, parameters)
    try {
      await readers.enter({ ports: [at.node.port], people, channels: [session] })
      await phase() // nothing of what a process does for the first time is counted
      const before = await phase()
      await sleepers.enter({ ports: [at.node.port], people: slow, first: people, channels: [session] })
      void sleepers.comeBack() // whoever is cut off; it has no end, as not everybody is
      await sleepers.stall(slow)
      const during = await phase()
      await sleepers.wake()
      const after = await phase()
      const [read, slept] = [await untilTold(at, readers, session), await untilTold(at, sleepers, session)]
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

async function busy(
  at: Venue,
  readers: Crowds,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
) {
  const { platform, node } = at
  const slow = (await node.figures()).slow
  await readers.reset()
  await node.reset()
  const acks = await readers.speak({
    type: 'chat:say',
    input: { session: platform.session, text: `Sent at @@now. ${'So it goes on. '.repeat(60)}` },
    perSecond,
    seconds,
    alone: false,
  })
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
