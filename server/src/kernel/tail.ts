import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Hub } from './hub.ts'
import { connectMs, statementMs, watchSilence } from './silence.ts'
import type { NodeWire } from './wire.ts'

export interface TailOptions {
  /** The net under the hints: what no hint told is found after so long. */
  readonly pollMs?: number
  /** Off: this node tells the others nothing, and they find its commits by polling. For tests of just that. */
  readonly hint?: boolean
  /** A quicker way to the others than NOTIFY, which is taken when there is none. */
  readonly nodes?: NodeWire | undefined
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
const channelName = 'rostrum'
const topic = 'news'

/**
 * Hears that other nodes have committed. A hint carries nothing that is trusted: it says which channels to look at, and
 * the poll finds what no hint told.
 */
export async function createTail(
  hub: Hub,
  config: pg.ClientConfig,
  { pollMs = 1_000, hint = true, nodes }: TailOptions = {},
): Promise<Tail> {
  const node = randomUUID()
  const dirty = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  function hear(payload: string): void {
    if (payload.length > payloadAtMost) return // not ours
    const [from, ...channels] = payload.split(' ')
    if (from !== node) hub.suspect(channels)
  }
  const stopHearing = nodes?.hear(topic, hear)
  const listener = await listen(config, {
    hear,
    opened: poll, // what was told while nobody listened
  })

  async function poll(client = listener.client()): Promise<void> {
    const active = new Map(hub.active())
    if (active.size === 0 || !client) return
    try {
      // Compared there and not here: with thousands of people here, thousands of rows would come that say nothing.
      const { rows } = await client.query<{ id: ChannelId }>(
        `SELECT c.id FROM unnest($1::text[], $2::bigint[]) AS here(id, seq)
         JOIN channels c ON c.id = here.id AND c.seq > here.seq`,
        [[...active.keys()], [...active.values()]],
      )
      hub.suspect(rows.map((it) => it.id))
    } catch {
      // A lost connection is opened again by the listener; a query that took too long is asked again.
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
    if (nodes?.tell(topic, text)) return
    listener
      .client()
      ?.query('SELECT pg_notify($1, $2)', [channelName, text])
      .catch(() => {})
  }

  const polling = setInterval(() => void poll(), pollMs)
  return {
    hint(channels) {
      if (!hint) return
      for (const channel of channels) dirty.add(channel)
      timer ??= setTimeout(send, bundleMs)
    },
    async stop() {
      clearInterval(polling)
      clearTimeout(timer)
      stopHearing?.()
      await listener.stop()
    },
  }
}

interface ListenerOptions {
  readonly hear: (payload: string) => void
  readonly opened: (client: pg.Client) => Promise<void>
}

/** A listening connection that comes back by itself, however PostgreSQL went away. */
async function listen(config: pg.ClientConfig, { hear, opened }: ListenerOptions) {
  let client: pg.Client | undefined
  let reopening: NodeJS.Timeout | undefined
  let isStopping = false

  async function open(): Promise<void> {
    const made = new pg.Client({
      ...config,
      statement_timeout: statementMs,
      connectionTimeoutMillis: connectMs,
      keepAlive: true,
      pipeline: true,
    })
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
    made.on('notification', ({ payload = '' }) => hear(payload))
    await made.connect()
    watchSilence(made)
    await made.query(`LISTEN ${channelName}`)
    client = made
    await opened(made)
  }

  function reopen(pauseMs: number): void {
    if (isStopping) return
    clearTimeout(reopening)
    reopening = setTimeout(() => {
      open().catch(() => reopen(Math.min(pauseMs * 2, reopenMs.longest)))
    }, pauseMs)
  }

  await open()
  return {
    client: () => client,
    async stop() {
      isStopping = true
      clearTimeout(reopening)
      await client?.end().catch(() => {})
    },
  }
}
