import { leads } from '@rostrum/shared/kernel/actor.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { ChatSettings, Message } from './chat.contract.ts'

/** Those who run the session write also when it is closed for the others, and as often as they need to. */
export const maySay = (standing: Standing, settings: ChatSettings): boolean =>
  settings.open || leads(standing)

export const slowsDown = (standing: Standing, { slowModeSeconds }: ChatSettings): boolean =>
  slowModeSeconds > 0 && !leads(standing)

export const mayTakeBack = (standing: Standing, message: Pick<Message, 'by' | 'removed'>): boolean =>
  message.removed === null && message.by?.id === standing.person

export const mayHide = (standing: Standing, message: Pick<Message, 'removed'>): boolean =>
  message.removed === null && leads(standing)
