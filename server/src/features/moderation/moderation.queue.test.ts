import { moderationLimits } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { Report, Restriction } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import { expect, test } from 'vitest'
import { expectConverged } from '#testing/converge.ts'
import { createWorld, until } from '#testing/world.ts'

const world = await createWorld()
const { forum } = world
const session = await world.session()
const moderator = await world.person('Mia', { forum: ['moderator'] })
const beyond = 4

// Before anybody comes: more reports are open than a queue shows, the last of them the newest; and a ban with more mutes
// after it than a list shows.
await world.query(
  `INSERT INTO reports (id, forum, session, target_kind, target_id, evidence, count, reasons, words, first_at, last_at)
   SELECT 'r' || lpad(n::text, 4, '0'), $1, $2, 'person', 'somebody' || n, '{"by":null,"text":null,"at":null}', 1,
          '{"insult":1}', '[]', now(), now()
   FROM generate_series(1, $3::int) AS n`,
  [forum, session, moderationLimits.reports + beyond],
)
const loud = await world.person('Loud')
await world.query(
  `INSERT INTO restrictions (id, forum, person, kind, reason, about, by, at, until)
   SELECT 'x' || lpad(n::text, 4, '0'), $1, $2, CASE n WHEN 1 THEN 'ban' ELSE 'mute' END, 'insult', $3, $3,
          now() - interval '2 days', CASE n WHEN 1 THEN NULL ELSE now() - interval '1 day' END
   FROM generate_series(1, $4::int) AS n`,
  [
    forum,
    loud.id,
    { id: loud.id, name: 'Loud', organisation: null, badge: null },
    moderationLimits.restrictions + beyond,
  ],
)

test('I8: of more reports than a queue shows none is lost: each that is settled lets the next one in, for whoever watches', async () => {
  const mia = world.join(moderator, [channelId('moderators', session), channelId('desk', forum)])
  const open = (): readonly Report[] =>
    mia.moderation.in('moderators', session).reports.filter((it) => it.outcome === null)
  await until('the queue', () => open().length === moderationLimits.reports)
  expect(open().map((it) => it.id)).toContain('r0001') // what has waited longest

  // One from beyond the end that more people report is seen at once.
  const target = { kind: 'person', id: (await world.person('Pest')).id } as const
  await world.query(`UPDATE reports SET target_id = $1 WHERE id = 'r0204'`, [target.id])
  const ann = world.join(await world.person('Ann'))
  expect(
    await ann.call('moderation:report', { session, target, reason: 'insult', note: null }),
  ).toMatchObject({ ok: true })
  await until('it is seen', () => open().some((it) => it.id === 'r0204' && it.count === 2))

  for (let n = 0; n < beyond + 2; n++) {
    const [first] = open()
    if (!first) throw new Error('nothing is left')
    const settle = { session, report: first.id, base: first.version, outcome: 'nothing_wrong' } as const
    expect(await mia.call('moderation:settle', settle)).toMatchObject({ ok: true })
    await until('it is settled', () => open().every((it) => it.id !== first.id))
    await expectConverged(world, [mia])
  }
  expect(open()).toHaveLength(moderationLimits.reports - 2)
})

test('E2: a ban stays in reach however many were muted since, and lifted makes room for the next', async () => {
  const mia = world.join(moderator, [channelId('desk', forum)])
  const listed = () => mia.moderation.in('desk', forum).restrictions.map((it) => it.id as string)
  await until('the list', () => listed().length === moderationLimits.restrictions)
  expect(listed().slice(0, 2)).toEqual(['x0001', 'x0006'])
  const lift = { forum, restriction: 'x0001' as Restriction['id'], base: 1 }
  expect(await mia.call('moderation:liftEverywhere', lift)).toMatchObject({ ok: true })
  await until('the next', () => listed()[0] === 'x0005')
  expect(listed()).toHaveLength(moderationLimits.restrictions)
})
