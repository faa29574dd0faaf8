import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Hub } from './hub.ts'

export interface TailOptions {
  /** The net under the hints: what no hint told is found after so long. */
  readonly pollMs?: number
  /** Off: this node tells the others nothing, and they find its commits by polling. For tests of just that. */
  readonly hint?: boolean
}

export interface Tail {
  /** Tells the other nodes that there is news. */
  hint(channels: readonly string[]): void
  stop(): Promise<void>
}

/** One NOTIFY carries less than 8,000 bytes. */
const payloadAtMost = 7_900
/** Hints are sent after the commit and in bundles: NOTIFY inside it would make all commits queue for one lock. */
const bundleMs = 10
const reopenMs = { first: 100, longest: 2_000 }

/**
 * Hears that other nodes have committed. A hint carries nothing that is trusted: it says which channels to look at, and
 * the poll finds what no hint told. The listening connection comes back by itself, however PostgreSQL went away.
 */
export async function createTail(
  hub: Hub,
  config: pg.ClientConfig,
  { pollMs = 1_000, hint = true }: TailOptions = {},
): Promise<Tail> {
  const node = randomUUID()
  const dirty = new Set<string>()
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let reopening: NodeJS.Timeout | undefined
  let isStopping = false

  async function open(): Promise<void> {
    const made = new pg.Client({ ...config, statement_timeout: 5_000, keepAlive: true, pipeline: true })
    let isGone = false
    const lose = () => {
      if (isGone) return
      isGone = true
      if (client === made) client = undefined
      made.end().catch(() => {})
      reopen(reopenMs.first)
    }
    made.on('error', lose)
    made.on('end', lose)
    made.on('notification', ({ payload = '' }) => {
      const [from, ...channels] = payload.split(' ')
      if (from !== node) hub.suspect(channels)
    })
    await made.connect()
    await made.query('LISTEN rostrum')
    client = made
    await poll() // what was told while nobody listened
  }

  function reopen(pauseMs: number): void {
    if (isStopping) return
    clearTimeout(reopening)
    reopening = setTimeout(() => {
      open().catch(() => reopen(Math.min(pauseMs * 2, reopenMs.longest)))
    }, pauseMs)
  }

  async function poll(): Promise<void> {
    const active = new Map(hub.active())
    if (active.size === 0 || !client) return
    try {
      const { rows } = await client.query<{ id: ChannelId; seq: number }>(
        'SELECT id, seq FROM channels WHERE id = ANY($1)',
        [[...active.keys()]],
      )
      hub.suspect(rows.filter((it) => it.seq > (active.get(it.id) ?? 0)).map((it) => it.id))
    } catch {
      // The connection's own end has been heard of by `lose`; a query that took too long is asked again.
    }
  }

  function send(): void {
    timer = undefined
    let text: string = node
    for (const channel of dirty) {
      if (text.length + channel.length >= payloadAtMost) break
      text += ` ${channel}`
    }
    dirty.clear()
    client?.query('SELECT pg_notify($1, $2)', ['rostrum', text]).catch(() => {})
  }

  await open()
  const polling = setInterval(() => void poll(), pollMs)
  return {
    hint(channels) {
      if (!hint) return
      for (const channel of channels) dirty.add(channel)
      timer ??= setTimeout(send, bundleMs)
    },
    async stop() {
      isStopping = true
      clearInterval(polling)
      clearTimeout(timer)
      clearTimeout(reopening)
      await client?.end().catch(() => {})
    },
  }
}
