import type { ReactNode } from 'react'
import { FormattedMessage, FormattedTime, useIntl } from 'react-intl'
import type { Message } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { Card } from '@rostrum/shared/kernel/fields.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Icon } from '#ui/Icon.tsx'
import { MenuButton } from '#ui/Menu.tsx'
import { UserText } from '#ui/UserText.tsx'
import { LinkedText } from './LinkedText.tsx'

export interface ChatLineProps {
  readonly message: Message
  readonly me: string
  /** The message it answers, as far as it is known here. */
  readonly answered: Message | undefined
  readonly zone: string
  /** What can be done with it: menu items; none: no menu. */
  readonly menu: ReactNode
}

export function ChatLine({ message, me, answered, zone, menu }: ChatLineProps) {
  const { formatMessage } = useIntl()
  const { by, text, mentions } = message
  if (!by || text === null) return <Tombstone message={message} zone={zone} />
  const isToMe = mentions.some((it) => it.id === me)
  return (
    <article className={isToMe ? 'cmsg cmsg--at' : 'cmsg'}>
      <Avatar name={by.name} size="sm" />
      <p className="cmsg__h">
        <b>{by.id === me ? <FormattedMessage id="chat.you" /> : <UserText>{by.name}</UserText>}</b>
        <BadgeTag badge={by.badge} />
        <time className="num" dateTime={message.at}>
          <FormattedTime value={message.at} hour="2-digit" minute="2-digit" timeZone={zone} />
        </time>
        {isToMe && (
          <span className="sr-only">
            <FormattedMessage id="chat.mentionsYou" />
          </span>
        )}
      </p>
      {message.answerTo && <Quote answered={answered} me={me} />}
      <p className="cmsg__t" dir="auto">
        <LinkedText text={text} mentions={mentions} me={me} />
      </p>
      {menu && (
        <MenuButton
          label={formatMessage({ id: 'chat.more' }, { name: by.name })}
          face={<Icon name="more" />}
          className="btn btn--quiet btn--icon btn--sm cmsg__more"
        >
          {menu}
        </MenuButton>
      )}
    </article>
  )
}

function BadgeTag({ badge }: { readonly badge: Card['badge'] }) {
  if (!badge) return null
  return (
    <span className="tag tag--brand">
      <FormattedMessage id={`chat.badge.${badge}`} />
    </span>
  )
}

function Quote({ answered, me }: { readonly answered: Message | undefined; readonly me: string }) {
  if (!answered?.by || answered.text === null)
    return (
      <p className="quote">
        <FormattedMessage id="chat.answersEarlier" />
      </p>
    )
  return (
    <p className="quote" dir="auto">
      {answered.by.id === me ? <FormattedMessage id="chat.you" /> : <UserText>{answered.by.name}</UserText>}:{' '}
      <UserText>{answered.text.length > 120 ? `${answered.text.slice(0, 120)}…` : answered.text}</UserText>
    </p>
  )
}

function Tombstone({ message, zone }: { readonly message: Message; readonly zone: string }) {
  const { removed } = message
  return (
    <article className="cmsg cmsg--gone">
      <span className="av av--init av--sm" aria-hidden="true">
        –
      </span>
      <p className="cmsg__h">
        <time className="num" dateTime={message.at}>
          <FormattedTime value={message.at} hour="2-digit" minute="2-digit" timeZone={zone} />
        </time>
      </p>
      <p className="cmsg__t">
        {removed?.by === 'moderator' && removed.reason ? (
          <FormattedMessage
            id="chat.removedBecause"
            values={{ reason: <FormattedMessage id={`chat.reason.${removed.reason}`} /> }}
          />
        ) : (
          <FormattedMessage id="chat.takenBack" />
        )}
      </p>
    </article>
  )
}
