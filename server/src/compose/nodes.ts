import { createRedisWire } from '#adapters/redis/wire.ts'
import type { RedisWire } from '#adapters/redis/wire.ts'
import type { AppOptions } from './options.ts'

interface Nodes {
  readonly wire: RedisWire | undefined
  health(): string
  stop(): void
}

/** How this server and the others call to each other, besides the database. */
export function createNodes(
  { redisUrl }: Pick<AppOptions, 'redisUrl'>,
  log: (message: string, error: unknown) => void,
): Nodes {
  const wire = redisUrl ? createRedisWire(redisUrl, log) : undefined
  return { wire, health: () => wire?.health() ?? 'absent', stop: () => wire?.stop() }
}
