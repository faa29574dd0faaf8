import { useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Linked as LinkedPeople } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { Card, ForumId, PersonId } from '@rostrum/shared/kernel/fields.ts'
import { useResource } from '#kernel/http.ts'
import { useChannel, useSlice } from '#kernel/live.ts'
import { useMaybeMe } from '#kernel/me.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Button } from '#ui/Button.tsx'
import { Failed, Skeleton } from '#ui/states.tsx'
import { UserText } from '#ui/UserText.tsx'
import { moderationStore, useInForce } from './moderation.store.ts'

export interface LinkedProps {
  readonly forum: ForumId
  /** Who is banned. */
  readonly person: PersonId
  /** One of the others was chosen, to do something about. */
  readonly onChoose: (person: Card) => void
}

/** Who else was signed in with the browser of a banned person: asked for only when somebody wants to see it. */
export function Linked(props: LinkedProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="linked sm" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="link">
        <FormattedMessage id="moderation.linked" />
      </summary>
      {isOpen && <Accounts {...props} />}
    </details>
  )
}

function Accounts({ forum, person, onChoose }: LinkedProps) {
  const linked = useResource<LinkedPeople>(`/api/forums/${forum}/people/${person}/linked`)
  if (linked.state === 'loading') return <Skeleton lines={2} />
  if (linked.state === 'failed')
    return (
      <Failed onRetry={linked.reload}>
        <FormattedMessage id={`moderation.linked.${linked.code === 'offline' ? 'offline' : 'failed'}`} />
      </Failed>
    )
  const { people } = linked.data
  if (people.length === 0)
    return (
      <p className="well">
        <FormattedMessage id="moderation.linked.none" />
      </p>
    )
  return (
    <div className="well stack">
      <p>
        <FormattedMessage id="moderation.linked.hint" />
      </p>
      <ul className="stack">
        {people.map((it) => (
          <Account key={it.id} {...{ forum, onChoose }} card={it} />
        ))}
      </ul>
    </div>
  )
}

interface AccountProps extends Pick<LinkedProps, 'forum' | 'onChoose'> {
  readonly card: Card
}

function Account({ forum, card, onChoose }: AccountProps) {
  const { formatMessage } = useIntl()
  useChannel(channelId('desk', forum))
  const held = useInForce(useSlice(moderationStore, 'desk', forum).restrictions)
  const isBanned = held.some((it) => it.kind === 'ban' && it.person.id === card.id)
  const isMe = useMaybeMe()?.id === card.id
  return (
    <li className="row linked__one">
      <Avatar name={card.name} size="sm" />
      <div className="grow">
        <p className="row row--wrap">
          <b className="strong">
            <UserText>{card.name}</UserText>
          </b>
          {card.badge && (
            <span className="tag tag--brand">
              <FormattedMessage id={`moderation.badge.${card.badge}`} />
            </span>
          )}
          {isBanned && (
            <span className="tag tag--line">
              <FormattedMessage id="moderation.held.ban" />
            </span>
          )}
        </p>
        {card.organisation && (
          <p className="meta">
            <UserText>{card.organisation}</UserText>
          </p>
        )}
      </div>
      {!isBanned && !isMe && (
        <Button
          size="sm"
          aria-label={formatMessage({ id: 'moderation.linked.actOn' }, { name: card.name })}
          onClick={() => onChoose(card)}
        >
          <FormattedMessage id="moderation.whatToDo" />
        </Button>
      )}
    </li>
  )
}
