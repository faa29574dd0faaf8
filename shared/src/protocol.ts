import { people } from './features/people/people.contract.ts'
import { stage } from './features/stage/stage.contract.ts'

/** Every contract there is: the wire, whole. */
export const protocol = { people, stage }
export type Wire = typeof protocol
