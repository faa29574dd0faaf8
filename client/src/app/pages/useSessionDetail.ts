import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useParams } from 'react-router'
import { useResource } from '#kernel/http.ts'
import type { Resource } from '#kernel/http.ts'

/** The session of this address. */
export function useSessionDetail(): {
  readonly session: SessionId
  readonly detail: Resource<SessionDetail>
} {
  // What is no id is answered by the server like a session that does not exist.
  const session = (useParams()['session'] ?? '') as SessionId
  return { session, detail: useResource(`/api/sessions/${encodeURIComponent(session)}`) }
}
