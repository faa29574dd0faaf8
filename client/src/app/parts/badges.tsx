import { ChatBadge } from '../../features/chat/ChatBadge.tsx'
import { QuestionsBadge } from '../../features/questions/QuestionsBadge.tsx'
import type { SessionPlace } from '../slots.tsx'

/* In the tabs: without the panels behind them, which are loaded when somebody opens them. */

export const ChatTab = ({ session }: SessionPlace) => <ChatBadge session={session} />
export const QuestionsTab = ({ session }: SessionPlace) => <QuestionsBadge session={session} />
