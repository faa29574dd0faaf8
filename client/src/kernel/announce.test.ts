import { expect, test } from 'vitest'
import { createAnnouncer } from './announce.ts'

function inHand() {
  const said: string[] = []
  const timers: (() => void)[] = []
  const { announce } = createAnnouncer(
    (politeness, text) => void said.push(`${politeness}: ${text}`),
    (_ms, then) => {
      timers.push(then)
      return () => {}
    },
  )
  return { announce, said, pass: () => timers.shift()?.() }
}

test('the first is said at once, the next after a pause', () => {
  const { announce, said, pass } = inHand()
  announce('one')
  announce('two')
  expect(said).toEqual(['polite: one'])
  pass()
  expect(said).toEqual(['polite: one', 'polite: two'])
})

test('of several that wait, the newest of a kind is said', () => {
  const { announce, said, pass } = inHand()
  announce('You are 5th', 'polite', 'place')
  announce('You are 4th', 'polite', 'place')
  announce('You are 3rd', 'polite', 'place')
  pass()
  pass()
  expect(said).toEqual(['polite: You are 5th', 'polite: You are 3rd'])
})

test('what is urgent does not wait for what is not', () => {
  const { announce, said } = inHand()
  announce('three new questions')
  announce('you have the floor', 'assertive')
  expect(said).toEqual(['polite: three new questions', 'assertive: you have the floor'])
})
