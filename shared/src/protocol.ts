import { people } from './features/people/people.contract.ts'

/** Every contract there is: the wire, whole. */
export const protocol = { people }
export type Wire = typeof protocol
