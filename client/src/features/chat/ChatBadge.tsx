import { FormattedMessage } from 'react-intl'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSlice } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import { chatStore } from './chat.store.ts'
import './chat.css'

/** A dot in the tab when there is something new; the number is on the pill inside. */
export function ChatBadge({ session }: { readonly session: SessionId }) {
  const me = useMe()
  const last = useSlice(chatStore, 'session', session).messages.findLast((it) => it.by && it.by.id !== me.id)
  const read = useSlice(chatStore, 'person', me.id).reads.find((it) => it.id === session)
  if (!last || (read && read.message >= last.id)) return null
  return (
    <>
      <span className="dotl" />
      <span className="sr-only">
        <FormattedMessage id="chat.hasNew" />
      </span>
    </>
  )
}
