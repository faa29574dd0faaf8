import { hasRole, leads } from '@rostrum/shared/kernel/actor.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import { publicStates } from './questions.contract.ts'
import type { QuestionState } from './questions.contract.ts'

/**
 * The state machine of a question: each act, and the states it is lawful from. The server refuses the rest; the
 * client draws no button for it.
 */
const lawful = {
  edit: ['waiting'],
  withdraw: ['waiting', 'approved'],
  vote: publicStates,
  approve: ['waiting'],
  dismiss: ['waiting', ...publicStates],
  merge: ['waiting', 'approved'],
  absorb: ['waiting', 'approved', 'answering'],
  assign: ['waiting', 'approved', 'answering'],
  label: ['waiting', ...publicStates],
  putNext: ['approved'],
  answerNow: ['approved', 'answered'],
  markAnswered: ['approved', 'answering'],
  answer: ['waiting', ...publicStates],
} as const satisfies { readonly [act: string]: readonly QuestionState[] }

export type QuestionAct = keyof typeof lawful

export const allows = (state: QuestionState, act: QuestionAct): boolean =>
  (lawful[act] as readonly QuestionState[]).includes(state)

export const isPublic = (state: QuestionState): state is (typeof publicStates)[number] =>
  (publicStates as readonly QuestionState[]).includes(state)

export const mayModerate = leads

/** Written answers carry a name, so they come from the one who was asked, or from those who run the session. */
export const mayAnswer = (
  standing: Standing,
  question: { readonly state: QuestionState; readonly assigned: { readonly id: string } | null },
): boolean =>
  leads(standing) ||
  (hasRole(standing, 'session:panellist') &&
    isPublic(question.state) &&
    question.assigned?.id === standing.person)

/** A question that others were merged into is no longer one person's to take back. */
export const mayWithdraw = (question: { readonly state: QuestionState; readonly askers: number }): boolean =>
  allows(question.state, 'withdraw') && question.askers === 1
