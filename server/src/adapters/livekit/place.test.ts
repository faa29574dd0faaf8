import { once } from 'node:events'
import net from 'node:net'
import { expect, test } from 'vitest'
import { holdPorts } from './place.ts'

test('two that start at the same time choose no port together, and a port that is released can be used', async () => {
  const [one, other] = await Promise.all([holdPorts(), holdPorts()])
  for (const which of ['signal', 'tcp', 'udp'] as const)
    expect(one.ports[which], which).not.toBe(other.ports[which])
  await Promise.all([one.release(), other.release()])
  await one.release() // as when it is stopped after it was started

  const livekit = net.createServer().listen(other.ports.signal, '127.0.0.1')
  await once(livekit, 'listening')
  livekit.close()
  await once(livekit, 'close')
})
