import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate } from '#adapters/postgres/migrations.ts'
import { migrations } from '../compose/migrations.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { host: string; user: string }
  }
}

/** One server for the whole run; every test file gets a database of its own, copied from this template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-test-'))
  fs.chmodSync(root, 0o755)
  const server = await startEmbeddedPostgres(root, ['fsync=off', 'shared_buffers=128MB'])
  const client = new pg.Client(server.connection)
  await client.connect()
  await client.query('CREATE DATABASE template_rostrum')
  await client.end()
  await migrate({ ...server.connection, database: 'template_rostrum' }, migrations)
  project.provide('postgres', { host: String(server.connection.host), user: String(server.connection.user) })
  return async () => {
    await server.stop()
    fs.rmSync(root, { recursive: true, force: true })
  }
}
