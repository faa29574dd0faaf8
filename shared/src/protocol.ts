import { chat } from './features/chat/chat.contract.ts'
import { moderation } from './features/moderation/moderation.contract.ts'
import { people } from './features/people/people.contract.ts'
import { presence } from './features/presence/presence.contract.ts'
import { programme } from './features/programme/programme.contract.ts'
import { questions } from './features/questions/questions.contract.ts'
import { stage } from './features/stage/stage.contract.ts'

/** Every contract there is: the wire, whole. */
export const protocol = { chat, moderation, people, presence, programme, questions, stage }
export type Wire = typeof protocol
