import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { defineState } from '@rostrum/shared/kernel/state.ts'
import { people } from './people.contract.ts'
import type { Profile } from './people.contract.ts'

const nobody: Profile = {
  id: '' as PersonId,
  email: '',
  name: '',
  organisation: null,
  country: null,
  stakeholderGroup: null,
  language: 'en',
  languages: [],
  timeZone: null,
  gender: null,
  listed: false,
  version: 0,
}

export const peopleState = defineState(
  people,
  { person: { me: nobody, grants: { forums: {}, sessions: {} } }, nodes: {} },
  {
    profile: (slice, { me }) => ({ ...slice, me }),
    granted: (slice, { grants }) => ({ ...slice, grants }),
    accessChanged: (slice) => slice,
  },
)
