import { put, without } from '@rostrum/shared/kernel/lists.ts'
import { defineState } from '@rostrum/shared/kernel/state.ts'
import { stage } from './stage.contract.ts'
import type { Phase } from './stage.contract.ts'

/** A stage that nobody has touched yet. */
export const untouched: Phase = { state: 'preparing', since: null, note: null, backAt: null, version: 0 }

const nobody = { onAir: [], spotlight: null, sharing: null }

export const stageState = defineState(
  stage,
  {
    session: { ...untouched, ...nobody },
    backstage: { people: [], invitations: [] },
    person: { invitations: [], stages: [] },
    forum: { stages: [] },
  },
  {
    stateSet: (slice, phase) => ({ ...slice, ...phase, ...(phase.state === 'ended' ? nobody : {}) }),
    wentOnAir: (slice, entry) => ({ ...slice, onAir: put(slice.onAir, entry) }),
    leftAir: (slice, { id }) => ({
      ...slice,
      onAir: without(slice.onAir, id),
      spotlight: slice.spotlight === id ? null : slice.spotlight,
      sharing: slice.sharing === id ? null : slice.sharing,
    }),
    spotlightSet: (slice, { person }) => ({ ...slice, spotlight: person }),
    sharingSet: (slice, { person }) => ({ ...slice, sharing: person }),

    checkedIn: (slice, person) => ({ ...slice, people: put(slice.people, person) }),
    checkedOut: (slice, { id }) => ({ ...slice, people: without(slice.people, id) }),
    invited: (slice, invitation) => ({ ...slice, invitations: put(slice.invitations, invitation) }),

    myInvitationSet: (slice, { session, invitation }) => ({
      ...slice,
      invitations: invitation ? put(slice.invitations, invitation) : without(slice.invitations, session),
    }),
    myStageSet: (slice, { session, stage: mine }) => ({
      ...slice,
      stages: mine ? put(slice.stages, mine) : without(slice.stages, session),
    }),

    listed: (slice, it) => ({
      stages: it.state === 'preparing' ? without(slice.stages, it.id) : put(slice.stages, it),
    }),
  },
)
