import type { RedisWire } from '#adapters/redis/wire.ts'
import type { AppOptions } from './options.ts'

interface Nodes {
  readonly wire: RedisWire | undefined
  health(): string
  stop(): void
}

/** How this server and the others call to each other, besides the database. */
export async function createNodes(
  { redisUrl }: Pick<AppOptions, 'redisUrl'>,
  log: (message: string, error: unknown) => void,
): Promise<Nodes> {
  const wire = redisUrl ? await openWire(redisUrl, log) : undefined
  return { wire, health: () => wire?.health() ?? 'absent', stop: () => wire?.stop() }
}

/** Most servers are alone: the client of Redis is read from disk by those that are not. */
async function openWire(url: string, log: (message: string, error: unknown) => void): Promise<RedisWire> {
  const { createRedisWire } = await import('#adapters/redis/wire.ts')
  return createRedisWire(url, log)
}
