import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import type { Envelope } from '@rostrum/shared/kernel/wire.ts'
import { openOutbox } from './idbOutbox.ts'
import type { Locks } from './idbOutbox.ts'
import { deliver } from './outbox.ts'

const command = (): Envelope => ({ id: uuid7(), type: 'questions:ask', input: { text: 'Why?' } })

/** Tabs of one browser: each holds its lock until it is closed. */
function browser() {
  const held = new Map<string, object>()
  let free = Promise.resolve<unknown>(undefined)
  const tab = () => {
    const mine = {}
    const locks = {
      query: async () => ({ held: [...held.keys()].map((name) => ({ name })), pending: [] }),
      request: (name: string, run: () => Promise<unknown>) => {
        if (!name.startsWith('rostrum:tab:')) return (free = free.then(run))
        held.set(name, mine)
        return new Promise(() => {})
      },
    } as unknown as Locks
    const close = () => {
      for (const [name, holder] of held) if (holder === mine) held.delete(name)
    }
    return { locks, close }
  }
  return { tab }
}

test('a command of another person is never sent in one’s own name', async () => {
  const { tab } = browser()
  const theirs = tab()
  const it = command()
  await (await openOutbox('somebody', theirs.locks)).put(it)
  theirs.close()
  expect(await (await openOutbox('somebody-else', tab().locks)).adopt()).toEqual([])
  const back = await openOutbox('somebody', tab().locks)
  expect(await back.adopt()).toEqual([it])
  await back.remove(it.id)
})

test('B11: a tab does not take what another living tab is sending', async () => {
  const { tab } = browser()
  const first = await openOutbox('ann', tab().locks)
  const it = command()
  await first.put(it)
  expect(await (await openOutbox('ann', tab().locks)).adopt()).toEqual([])
  await first.remove(it.id)
})

test('B11: what a closed tab left behind is taken once, in the order in which it was meant', async () => {
  const { tab } = browser()
  const old = tab()
  const before = await openOutbox('bea', old.locks)
  const [one, two] = [command(), command()]
  await before.put(two)
  await before.put(one)
  old.close()
  const [left, right] = await Promise.all([
    openOutbox('bea', tab().locks).then((it) => it.adopt()),
    openOutbox('bea', tab().locks).then((it) => it.adopt()),
  ])
  expect([...left, ...right]).toEqual([one, two])
})

test('what has been answered does not come back after a reload', async () => {
  const { tab } = browser()
  const old = tab()
  const before = await openOutbox('cy', old.locks)
  const it = command()
  await before.put(it)
  await before.remove(it.id)
  old.close()
  expect(await (await openOutbox('cy', tab().locks)).adopt()).toEqual([])
})

test('a refusal is not tried again', async () => {
  let attempts = 0
  const ack = await deliver(command(), {
    send: async () => ({ ok: false, code: attempts++ === 0 ? 'closed' : 'invalid', retry: false }),
    wait: async () => {},
    now: () => 0,
  })
  expect(ack).toMatchObject({ code: 'closed' })
  expect(attempts).toBe(1)
})

test('without an answer, and when the server asks for patience, it is tried again with the same id', async () => {
  const it = command()
  const ids: string[] = []
  const answers = [
    undefined,
    { ok: false, code: 'busy', retry: true } as const,
    { ok: true, output: null, at: [] } as const,
  ]
  const ack = await deliver(it, {
    send: async ({ id }) => answers[ids.push(id) - 1],
    wait: async () => {},
    now: () => 0,
  })
  expect(ack.ok).toBe(true)
  expect(ids).toEqual([it.id, it.id, it.id])
})

test('what is not wanted any more is not sent', async () => {
  let sent = 0
  const ack = await deliver(
    { ...command(), exp: 100 },
    {
      send: async () => void sent++,
      wait: async () => {},
      now: () => 101,
    },
  )
  expect(ack).toMatchObject({ ok: false, code: 'expired' })
  expect(sent).toBe(0)
})
