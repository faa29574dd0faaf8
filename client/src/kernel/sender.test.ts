import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Ack, Envelope } from '@rostrum/shared/kernel/wire.ts'
import { createSender } from './sender.ts'

/** A tab without a line, with its clock in hand; back on the line, all it sends is answered. */
function offline() {
  const sent: string[] = []
  const told: string[] = []
  const kept = new Set<string>()
  const answering = (_event: string, { id }: Envelope, answer: (error: null, ack: Ack) => void) => {
    sent.push(id)
    answer(null, { ok: true, output: null, at: [] })
  }
  const line = Object.assign(new EventEmitter(), {
    connected: false,
    timeout: () => ({ emit: answering }),
  })
  const time = { now: 0 }
  const { send } = createSender(line as never, {
    outbox: {
      put: async ({ id }) => void kept.add(id),
      remove: async (id) => void kept.delete(id),
      adopt: async () => [],
    },
    timeout: 1_000,
    clock: { now: () => time.now, learn() {}, onSet: () => () => {} },
    onDelivery: ({ id }, it) => void told.push(`${id} ${it.state === 'refused' ? it.code : it.state}`),
  })
  const comeBack = () => {
    line.connected = true
    line.emit('connect')
  }
  return { send, comeBack, time, sent, told, kept }
}

test('B9: after half an hour without a line, what was wanted for a minute is not sent: it is kept, and the person asked', async () => {
  const { send, comeBack, time, sent, told, kept } = offline()
  const lasting = { id: uuid7(), type: 'questions:ask', input: {} }
  const brief = { id: uuid7(), type: 'presence:react', input: {}, exp: 60_000 }
  const answers = [lasting, brief].map(send)
  await Promise.resolve()
  time.now = 30 * 60_000
  comeBack()
  expect(await Promise.all(answers)).toMatchObject([{ ok: true }, { ok: false, code: 'expired' }])
  expect(sent).toEqual([lasting.id])
  expect([...kept]).toEqual([brief.id])
  expect(told.slice(-2)).toContain(`${brief.id} expired`)
})
