import { rolesAt } from '@rostrum/shared/kernel/actor.ts'
import type { Grants } from '@rostrum/shared/kernel/actor.ts'
import type { Forum } from './programme.contract.ts'

/** The programme of a public forum is everyone's to read; any other, that of whoever has a role in it. */
export const mayRead = (forum: Pick<Forum, 'id' | 'visibility'>, grants: Grants | undefined): boolean =>
  forum.visibility === 'public' || (grants !== undefined && rolesAt(grants.forums, forum.id).length > 0)
