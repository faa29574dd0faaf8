import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { AddressInfo } from 'node:net'

/** Why there is no real Redis to test with; undefined when there is one. Where everything must be real, that is an error. */
export function whyNoRedis(): string | undefined {
  if (spawnSync('redis-server', ['--version']).status === 0) return undefined
  const why = 'redis-server is not on the PATH'
  if (process.env['ROSTRUM_REQUIRE_REAL'] === '1') throw new Error(why)
  return why
}

/** A real Redis on a free port, that can be killed and come back. */
export async function createRedisServer() {
  const port = await freePort()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rostrum-redis-'))
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
    server = child
    for await (const chunk of child.stdout) if (String(chunk).includes('Ready to accept')) break
    child.stdout.resume()
  }
  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }

  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    async stop() {
      await kill()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
