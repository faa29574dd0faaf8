import pg from 'pg'
import type { Hub } from './hub.ts'

/** Hears that other nodes have committed. A hint carries nothing that is trusted; the poll finds what no hint told. */
export async function createTail(
  hub: Hub,
  connect: () => pg.Client,
  options: { poll?: number; hint?: boolean } = {},
) {
  const node = Math.random().toString(36).slice(2)
  const client = connect()
  client.on('error', () => {})
  await client.connect()
  await client.query('LISTEN rostrum')
  client.on('notification', ({ payload = '' }) => {
    const [from, ...channels] = payload.split(' ')
    if (from !== node) hub.suspect(channels)
  })
  const poll = setInterval(async () => {
    const active = new Map(hub.active())
    if (active.size === 0) return
    const { rows } = await client
      .query('SELECT id, seq FROM channels WHERE id = ANY($1)', [[...active.keys()]])
      .catch(() => ({ rows: [] }))
    hub.suspect(rows.filter((it) => Number(it.seq) > (active.get(it.id) ?? 0)).map((it) => it.id))
  }, options.poll ?? 1_000)

  // Hints are sent after the commit and in bundles: NOTIFY inside it would make all commits queue for one lock.
  const dirty = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  return {
    hint(channels: readonly string[]) {
      if (options.hint === false) return
      for (const channel of channels) dirty.add(channel)
      timer ??= setTimeout(() => {
        timer = undefined
        let text = node
        for (const channel of dirty) {
          if (text.length + channel.length > 7_900) break
          text += ` ${channel}`
        }
        dirty.clear()
        client.query('SELECT pg_notify($1, $2)', ['rostrum', text]).catch(() => {})
      }, 10)
    },
    async stop() {
      clearInterval(poll)
      clearTimeout(timer)
      await client.end()
    },
  }
}
