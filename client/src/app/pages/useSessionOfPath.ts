import type { SessionDetail } from '@rostrum/shared/features/programme/programme.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useParams } from 'react-router'
import type { Resource } from '#kernel/http.ts'
import { useSessionDetail } from '../../features/programme/programme.store.ts'

/** The session of this address. What is no id is answered by the server like a session that does not exist. */
export const useSessionOfPath = (): Resource<SessionDetail> =>
  useSessionDetail((useParams()['session'] ?? '') as SessionId)
