import type { PeoplePage } from '@rostrum/shared/features/presence/presence.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { usePages } from './pages.ts'
import type { Pages } from './pages.ts'

/** Who is in a session, of those who agreed to be named, by name. Without a search for a name (undefined) nobody is asked for. */
export const useSessionPeople = (session: SessionId, search: string | undefined): Pages<PeoplePage> =>
  usePages(
    search === undefined ? undefined : `/api/sessions/${session}/people?search=${encodeURIComponent(search)}`,
    'after',
  )
