import { defineState } from '@rostrum/shared/kernel/state.ts'
import { programme } from './programme.contract.ts'

export const programmeState = defineState(
  programme,
  { person: { stars: [] } },
  {
    starred: ({ stars }, { session, on }) => {
      const others = stars.filter((it) => it !== session)
      return { stars: on ? [...others, session].toSorted() : others }
    },
  },
)
