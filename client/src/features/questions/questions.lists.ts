import type {
  FiledQuestion,
  MyQuestion,
  Question,
} from '@rostrum/shared/features/questions/questions.contract.ts'
import { allows } from '@rostrum/shared/features/questions/questions.policy.ts'
import { byVotes } from '@rostrum/shared/features/questions/questions.state.ts'
import { newest } from '@rostrum/shared/kernel/lists.ts'

export type View = 'votes' | 'newest' | 'answered'

/** What a view shows and in which order; what is being answered stands above every view. */
export function inView(questions: readonly Question[], view: View): Question[] {
  const rest = questions.filter((it) => it.state !== 'answering')
  if (view === 'answered') return rest.filter((it) => it.state === 'answered').sort(newest)
  return rest.sort(view === 'votes' ? byVotes : newest)
}

/** A list that stands still: the ids as they were, less what is gone; `fresh` is what has come since. */
export function keptStill<T extends { readonly id: string }>(
  kept: readonly string[],
  now: readonly T[],
): { shown: T[]; fresh: number } {
  const byId = new Map(now.map((it) => [it.id, it]))
  const shown = kept.flatMap((id) => byId.get(id) ?? [])
  return { shown, fresh: now.length - shown.length }
}

/** One's own questions that nobody else sees; of the dismissed ones without `all` only the last. */
export function ownUnseen(mine: readonly MyQuestion[], all: boolean): MyQuestion[] {
  const waiting = mine.filter((it) => it.state === 'waiting')
  if (!all) return [...mine.filter((it) => it.state === 'dismissed').slice(-1), ...waiting].sort(newest)
  return mine.filter((it) => !['approved', 'answering', 'answered'].includes(it.state)).sort(newest)
}

/** Votes as they will be once one's own unanswered wish has arrived. */
export function withWish(
  votes: number,
  voted: boolean,
  wish: boolean | undefined,
): { on: boolean; votes: number } {
  const on = wish ?? voted
  return { on, votes: Math.max(0, votes + Number(on) - Number(voted)) }
}

/** Where those who run a session find a question. */
export type Drawer = 'waiting' | 'open' | 'forMe' | 'answered' | 'dismissed' | 'merged'

export function inDrawer(questions: readonly FiledQuestion[], drawer: Drawer, me: string): FiledQuestion[] {
  const isOpen = ({ state }: FiledQuestion) => state === 'approved' || state === 'answering'
  const belongs: Record<Drawer, (it: FiledQuestion) => boolean> = {
    waiting: ({ state }) => state === 'waiting',
    open: isOpen,
    forMe: (it) => isOpen(it) && it.assigned?.id === me,
    answered: ({ state }) => state === 'answered',
    dismissed: ({ state }) => state === 'dismissed',
    merged: ({ state }) => state === 'merged',
  }
  const onAirFirst = (a: FiledQuestion, b: FiledQuestion) =>
    Number(b.state === 'answering') - Number(a.state === 'answering') || newest(a, b)
  return questions.filter(belongs[drawer]).sort(onAirFirst)
}

/** A question like this one that it can be merged into: the one it resembled when asked, or a later one that resembles it. */
export function likeness(question: FiledQuestion, all: readonly FiledQuestion[]): FiledQuestion | undefined {
  const named = all.find((it) => it.id === question.closeTo)
  const later = all.filter((it) => it.closeTo === question.id)
  return [named, ...later]
    .map((it) => it && whereItWent(it, all))
    .find((it) => it !== undefined && it.id !== question.id && allows(it.state, 'absorb'))
}

function whereItWent(question: FiledQuestion, all: readonly FiledQuestion[]): FiledQuestion | undefined {
  let at: FiledQuestion | undefined = question
  for (let hops = 0; at?.mergedInto && hops < 8; hops++) {
    const next: string = at.mergedInto
    at = all.find((it) => it.id === next)
  }
  return at
}
