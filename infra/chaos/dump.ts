import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Platform } from '../load/platform.ts'
import type { Acknowledged, Member } from './crew.ts'
import type { Divergence, Verdict } from './verify.ts'

export interface Scene {
  readonly target: string
  readonly seed: number
  readonly people: number
  readonly cycles: number
  readonly verdict: Verdict
  readonly blows: readonly { readonly at: string; readonly blow: string }[]
  readonly crew: readonly Member[]
  readonly acknowledged: Acknowledged
  readonly divergences: readonly Divergence[]
  readonly platform: Platform
}

const tables = ['channels', 'events', 'commands', 'questions', 'question_votes', 'messages']

/** What was promised was not kept: everything that may say why, before it is taken down. */
export async function dump(it: Scene): Promise<void> {
  const { target, seed, people, cycles, verdict, blows, acknowledged, divergences } = it
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `rostrum-chaos-${target}-`))
  const save = (name: string, what: unknown) =>
    fs.writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(what, null, 1)}\n`)
  save('run', { target, seed, people, cycles, verdict, blows })
  save('acknowledged', acknowledged)
  save('members', it.crew.map(seen))
  save('divergences', divergences)
  for (const table of tables)
    save(table, await it.platform.query(`SELECT to_json(it)::text AS row FROM ${table} AS it`))
  console.error(`what was there when it failed: ${folder}`)
}

const seen = ({ n, channels, heard, leaks, connection }: Member) => ({
  n,
  leaks,
  isConnected: connection.socket.connected,
  stats: connection.stats,
  positions: channels.map((channel) => [channel, connection.position(channel)]),
  heard: [...heard],
})
