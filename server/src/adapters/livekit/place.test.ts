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
  await Promise.all([one.end(), other.end()])
})

test('whoever starts in the moment between the release of the usual ports and their use gets others', async () => {
  const [free, sign] = await Promise.all([holdPorts(), holdPorts()])
  await Promise.all([free.end(), sign.end()])
  const usual = { ...free.ports, sign: sign.ports.signal }

  const one = await holdPorts(usual)
  expect(one.ports).toEqual(free.ports)
  await one.release()
  const other = await holdPorts(usual)
  for (const which of ['signal', 'tcp', 'udp'] as const)
    expect(one.ports[which], which).not.toBe(other.ports[which])

  await one.end()
  const next = await holdPorts(usual)
  expect(next.ports, 'they can be had again').toEqual(one.ports)
  await Promise.all([other.end(), next.end()])
})
