import { spawnSync } from 'node:child_process'
import { enterOwn } from './ownNamespace.ts'

/*
 * A network of this command's own, whose only line is its loopback: what is done to that reaches nobody else. PostgreSQL
 * is spoken to over a Unix socket, so all that passes here is what clients and servers say to each other.
 */

/** Begins this command anew in a network of its own, in which alone it comes back. */
export function enterOwnNetwork(): void {
  enterOwn('net')
  // Packets as large as those of other networks; a loopback's would be the whole message, which is lost or not.
  run('ip', 'link set lo up mtu 1500 gso_max_segs 1')
  run('nft', 'add table ip weather; add counter ip weather arrived; add counter ip weather lost')
}

/** So many of a hundred packets do not arrive, in each direction. */
export function losePackets(percent: number): void {
  const rule = 'add rule ip weather input'
  const lose = `${rule} numgen random mod 100 < ${percent} counter name lost drop`
  run('nft', `${chain('input')}; ${lose}; ${rule} counter name arrived`)
}

export function loseNoMore(): void {
  run('nft', 'flush chain ip weather input')
}

export function countPackets(): { readonly arrived: number; readonly lost: number } {
  const { nftables } = JSON.parse(run('nft', '--json list counters table ip weather')) as {
    nftables: { counter?: { name: string; packets: number } }[]
  }
  const of = (name: string) => nftables.find(({ counter }) => counter?.name === name)?.counter?.packets ?? 0
  return { arrived: of('arrived'), lost: of('lost') }
}

/** What a modem keeps of what is too much for its line, in time; beyond that, packets are lost. */
const queueMs = 1_000

/** Whoever speaks to one of these ports does so over a line of its own of so many kilobits per second in each direction. */
export function makeNarrow(kbit: number, ports: readonly number[]): void {
  run('tc', 'qdisc add dev lo root handle 1: htb')
  run('nft', chain('output'))
  for (const [n, way] of ports.flatMap((port) => [`sport ${port}`, `dport ${port}`]).entries()) {
    const line = `1:${n + 1}`
    run('tc', `class add dev lo parent 1: classid ${line} htb rate 10gbit quantum 1514`)
    run('tc', `qdisc add dev lo parent ${line} tbf rate ${kbit}kbit burst 1600 latency ${queueMs}ms`)
    run('nft', `add rule ip weather output tcp ${way} meta priority set ${line}`)
  }
}

const chain = (hook: string) => `add chain ip weather ${hook} { type filter hook ${hook} priority 0; }`

function run(command: 'ip' | 'nft' | 'tc', args: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args.split(' '), { encoding: 'utf8' })
  if (status === 0) return stdout
  console.error(`A network that is like this needs Linux with iproute2 and nftables.`)
  console.error(`${command} ${args}: ${error?.message ?? stderr}`)
  process.exit(2)
}
