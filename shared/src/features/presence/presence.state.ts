import { defineState } from '@rostrum/shared/kernel/state.ts'
import { presence } from './presence.contract.ts'

/** Nothing of presence is kept; what is going on comes by signals. */
export const presenceState = defineState(presence, {}, {})
