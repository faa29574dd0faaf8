import { expect, test } from 'vitest'
import type { OnAir } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import type { Performer, Picture } from '#kernel/media/types.ts'
import { arrange, withQuiet } from './stage.layout.ts'

const picture = (id: string): Picture => ({ id, ratio: null, isPaused: false, attach: () => () => {} })

const performer = (id: string, more: Partial<Performer> = {}): Performer => ({
  id: id as PersonId,
  identity: `${id}:tab`,
  name: id,
  role: 'panellist',
  isMe: false,
  isSpeaking: false,
  grade: 'good',
  microphone: 'on',
  camera: picture(id),
  screen: undefined,
  ...more,
})

const names = ({ main, others }: ReturnType<typeof arrange>) => [
  main?.performer.name,
  ...others.map((it) => it.performer.name),
]
const three = [performer('ann'), performer('bob'), performer('cyd')]
const follow = { layout: 'speaker', spotlight: null } as const

test('whoever speaks is large, and the others keep the order they came in', () => {
  expect(names(arrange({ performers: three, speaker: 'bob:tab' }, follow))).toEqual(['bob', 'ann', 'cyd'])
  expect(names(arrange({ performers: three, speaker: undefined }, follow))).toEqual(['ann', 'bob', 'cyd'])
})

test('whom the chair shows large stays large, whoever speaks', () => {
  const spotlit = { layout: 'speaker', spotlight: 'cyd' } as const
  expect(names(arrange({ performers: three, speaker: 'bob:tab' }, spotlit))).toEqual(['cyd', 'ann', 'bob'])
})

test('what is shown on a screen comes before everybody, in a grid too', () => {
  const performers = [performer('ann'), performer('bob', { screen: picture('slides') })]
  for (const layout of ['speaker', 'grid'] as const) {
    const { main, others } = arrange({ performers, speaker: 'ann:tab' }, { layout, spotlight: null })
    expect(main).toMatchObject({ isScreen: true, picture: { id: 'slides' } })
    expect(others).toHaveLength(2)
  }
})

test('a grid has nobody large, unless there is but one', () => {
  const grid = { layout: 'grid', spotlight: null } as const
  expect(arrange({ performers: three, speaker: 'bob:tab' }, grid).main).toBeUndefined()
  expect(arrange({ performers: three.slice(0, 1), speaker: undefined }, grid).main?.performer.name).toBe(
    'ann',
  )
})

test('somebody on air who sends nothing has a place and a name', () => {
  const card = { id: 'dan' as PersonId, name: 'dan', organisation: null, badge: null }
  const onAir = (id: string): OnAir => ({
    id: id as PersonId,
    card: { ...card, id: id as PersonId, name: id },
    role: 'panellist',
    since: '2030-01-01T00:00:00.000Z',
    stopped: [],
  })
  const all = withQuiet(three, [onAir('ann'), onAir('dan')])
  expect(all.map((it) => it.name)).toEqual(['ann', 'bob', 'cyd', 'dan'])
  expect(all[3]).toMatchObject({ microphone: 'muted', camera: undefined })
})
