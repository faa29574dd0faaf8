import { byId, change, foremost, newest, put, without } from '@rostrum/shared/kernel/lists.ts'
import { defineState } from '@rostrum/shared/kernel/state.ts'
import { questionLimits, questions } from './questions.contract.ts'
import type { FiledQuestion, Question, QuestionId } from './questions.contract.ts'

/** The order of everyone's list: what is being answered, then the most voted, then the newest. */
export const byVotes = (a: Question, b: Question): number =>
  Number(b.state === 'answering') - Number(a.state === 'answering') || b.votes - a.votes || newest(a, b)

const byUrgency = (a: FiledQuestion, b: FiledQuestion): number =>
  Number(b.state === 'waiting') - Number(a.state === 'waiting') ||
  (a.state === 'waiting' ? byId(a, b) : newest(a, b))

const listed = (list: Question[]) => foremost(list, questionLimits.listed, byVotes)
const latestVotes = (votes: QuestionId[]) => votes.slice(-questionLimits.votes)

export const defaultQuestionSettings = { open: true, moderated: true, anonymous: true }

export const questionsState = defineState(
  questions,
  {
    session: {
      questions: [],
      counts: { received: 0, answered: 0, merged: 0, listed: 0 },
      settings: defaultQuestionSettings,
    },
    moderators: { questions: [] },
    backstage: { questions: [] },
    person: { mine: [], votes: [] },
  },
  {
    shown: (room, question) => ({ ...room, questions: listed(put(room.questions, question)) }),
    hidden: (room, { id }) => ({ ...room, questions: without(room.questions, id) }),
    voted: (room, { id, votes }) => ({ ...room, questions: change(room.questions, id, { votes }) }),
    counted: (room, { counts }) => ({ ...room, counts }),
    configured: (room, { settings }) => ({ ...room, settings }),
    filed: (desk, question) => ({
      questions: foremost(put(desk.questions, question), questionLimits.filed, byUrgency),
    }),
    unfiled: (desk, { id }) => ({ questions: without(desk.questions, id) }),
    staged: (wings, question) => ({
      questions: foremost(put(wings.questions, question), questionLimits.staged, newest),
    }),
    unstaged: (wings, { id }) => ({ questions: without(wings.questions, id) }),
    mine: (me, question) => ({ ...me, mine: foremost(put(me.mine, question), questionLimits.mine, newest) }),
    myVote: (me, { id, on }) => {
      const others = me.votes.filter((it) => it !== id)
      return { ...me, votes: on ? latestVotes([...others, id].sort()) : others }
    },
  },
)
