import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { Id } from '@rostrum/shared/kernel/ids.ts'
import type { Frame } from '@rostrum/shared/kernel/wire.ts'
import type { Hub } from './hub.ts'
import type { Sockets } from './sockets.ts'

const nodes = channelId('nodes', 'main' as Id<'deployment'>)

/**
 * Every node listens to the nodes' channel, so a ban, a lost role or a sign-out reaches the sockets of every node the way
 * any news does: in order, with a hint, with a poll behind it, and never silently lost. Such an event has the name
 * `…:accessChanged` and says whose access it was: `{person}`.
 */
export async function followAccess(hub: Hub, sockets: Sockets): Promise<void> {
  let known = false
  const hear = ({ snapshot, d }: Frame) => {
    // A snapshot in the middle means that we may have missed something: then everybody is looked at again.
    if (snapshot && known) sockets.refreshAll()
    known = true
    for (const [, type, payload] of d)
      if (type.endsWith(':accessChanged')) sockets.refresh((payload as { person: string }).person)
  }
  await hub.join(
    {
      send({ text }) {
        hear(JSON.parse(text) as Frame)
        return true
      },
    },
    nodes,
  )
}
