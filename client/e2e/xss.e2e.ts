import { expect, test } from 'vitest'
import { startJourney } from './journey.ts'
import type { Visitor } from './visitor.ts'

/* Words that look like programs, in every text that people write; everyone who reads them has the traps of `visit`. */

const session = 'demo-live'
const { platform, enter, command, versionOf } = await startJourney()

const corpus = [
  '<img src=x onerror=__xss(1)>',
  '<svg/onload=__xss(2)>',
  '"><script>__xss(3)</script>',
  "'-alert(4)-'",
  'javascript:__xss(5)',
  '{{constructor.constructor("__xss(6)")()}}${alert(7)}',
  '<iframe srcdoc="<script>parent.__xss(8)</script>">',
  '<a href="javascript:alert(9)">a</a>',
]
const short = '<img src=x onerror=__xss(0)>'

/** In all texts at once: of people, of questions and what was decided about them, of the chat, of a pause. */
async function write(): Promise<void> {
  await platform.query('UPDATE people SET name = $1, organisation = $2 WHERE id = $3', [
    short,
    corpus[2],
    'demo-attendee',
  ])
  const asked: string[] = []
  for (const text of corpus)
    asked.push(
      (await command<{ id: string }>('attendee', 'questions.ask', { session, text, anonymous: false })).id,
    )
  const [first = '', second = '', third = ''] = asked
  const decide = async (verb: string, id: string, more: object = {}) =>
    command('moderator', `questions.${verb}`, {
      session,
      question: id,
      base: await versionOf('questions', id),
      ...more,
    })
  await decide('approve', first)
  await decide('label', first, { label: short })
  await decide('approve', second)
  await decide('answer', second, { text: corpus.join('\n') })
  await decide('dismiss', third, { reason: short })
  for (const text of corpus) await command('attendee', 'chat.say', { session, text })
  await command('moderator', 'stage.setState', {
    session,
    state: 'paused',
    note: corpus[0],
    base: await versionOf('stages', session),
  })
}

async function read(who: string, paths: readonly string[]): Promise<Visitor> {
  const it = await enter(who)
  for (const path of paths) {
    await it.goTo(path)
    await it.page.getByRole('main').waitFor()
    await it.page.waitForLoadState('networkidle')
  }
  return it
}
const panelOf = (panel: string) => `/sessions/${session}?panel=${panel}`

test('words that look like programs are read as words by everyone, wherever they stand', async () => {
  await write()
  const everything = ['questions', 'chat', 'people', 'about'].map(panelOf)
  const readers = [
    await read('attendee', [...everything, '/settings']),
    await read('demo-ines', everything),
    await read('moderator', [...everything, `/sessions/${session}/backstage`, '/forums/meridian/moderation']),
    await read('organiser', [`/sessions/${session}/backstage`, '/forums/meridian/moderation', '/']),
  ]
  const [attendee, ines, moderator] = readers
  await ines?.goTo(panelOf('chat'))
  await ines?.page.getByText('<svg/onload=__xss(2)>').first().waitFor()
  await moderator?.goTo(`/sessions/${session}/backstage`)
  await moderator?.page.getByRole('tab', { name: /Dismissed/ }).click()
  await moderator?.page.getByText(short).first().waitFor()
  await attendee?.goTo(panelOf('questions'))
  await attendee?.page
    .getByText(corpus[0] ?? '')
    .first()
    .waitFor()
  for (const it of readers) {
    expect(it.problems()).toEqual([])
    const links = it.page.locator(
      'a[href^="javascript:" i], a[href^="data:" i], main img[src="x"], main iframe',
    )
    expect(await links.count()).toBe(0)
  }
})

test('a mail to somebody with such a name is shown as it was sent, and runs nothing', async () => {
  await fetch(`${platform.address}/api/sign-in`, {
    method: 'POST',
    headers: { origin: platform.address, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'attendee@demo.invalid' }),
  })
  const it = await enter(undefined)
  await expect
    .poll(async () => {
      await it.goTo('/dev/mail')
      return (await it.page.textContent('body'))?.includes('attendee@demo.invalid')
    })
    .toBe(true)
  expect(it.problems()).toEqual([])
})
