import type { Message } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'

export interface Author {
  readonly id: PersonId
  readonly name: string
}

const shownAtMost = 6
const typing = /(?:^|\s)@([^\s@]{0,40})$/u

/** Who has written here, the latest first, without oneself. */
export function authorsOf(messages: readonly Message[], me: string): Author[] {
  const found = new Map<PersonId, Author>()
  for (const { by } of messages.toReversed())
    if (by && by.id !== me && !found.has(by.id)) found.set(by.id, { id: by.id, name: by.name })
  return [...found.values()]
}

/** What stands after the @ at the end of a text; undefined: nobody is being named. */
export const nameBeingTyped = (text: string): string | undefined => typing.exec(text)?.[1]

export function namesLike(authors: readonly Author[], typed: string): readonly Author[] {
  const wanted = typed.toLocaleLowerCase()
  const fits = ({ name }: Author) =>
    name
      .toLocaleLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(wanted))
  return authors.filter(fits).slice(0, shownAtMost)
}

export const insertName = (text: string, name: string): string =>
  text.replace(/@[^\s@]{0,40}$/u, () => `@${name} `)
