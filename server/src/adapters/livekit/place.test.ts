import net from 'node:net'
import { expect, test } from 'vitest'
import { holdPorts } from './place.ts'

/** Whether a program could listen there now. */
const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

test('ports are held until they are released, so that a second that starts meanwhile chooses others', async () => {
  const [one, other] = await Promise.all([holdPorts(), holdPorts()])
  for (const which of ['signal', 'tcp', 'udp'] as const)
    expect(one.ports[which], which).not.toBe(other.ports[which])
  const { signal, tcp } = one.ports
  expect([await isFree(signal), await isFree(tcp)]).toEqual([false, false])

  await Promise.all([one.release(), other.release()])
  await one.release() // as when it is stopped after it was started
  expect([await isFree(signal), await isFree(tcp)]).toEqual([true, true])
})
