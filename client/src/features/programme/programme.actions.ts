import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { call } from '#kernel/live.ts'

export const star = (session: SessionId, on: boolean): void => void call('programme:star', { session, on })
