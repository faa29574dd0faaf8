import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { assertOurs } from './binaries.ts'

// sockaddr_un.sun_path, less its final zero; macOS has four bytes fewer.
const longestSocketPath = process.platform === 'darwin' ? 103 : 107
const mayEnter = 0o001

/**
 * Where an embedded PostgreSQL of this data folder lives: in it, unless the socket's path would be too long, or we are
 * root and the unprivileged user who runs PostgreSQL cannot get there. Then in /var/tmp, under a name that follows from
 * the data folder's, so that the next start finds it again.
 */
export function postgresFolder(data: string): string {
  const inside = path.join(data, 'postgres')
  const isShort = Buffer.byteLength(path.join(inside, 'run/.s.PGSQL.5432')) <= longestSocketPath
  if (isShort && (process.getuid?.() !== 0 || isOpen(inside))) return inside
  const outside = `/var/tmp/rostrum-data-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`
  assertOurs(outside)
  return outside
}

/** May everybody pass through all folders above? */
function isOpen(folder: string): boolean {
  const above = path.dirname(folder)
  if (above === folder) return true
  return (!fs.existsSync(above) || (fs.statSync(above).mode & mayEnter) !== 0) && isOpen(above)
}
