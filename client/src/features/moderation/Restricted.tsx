import { useState } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Appeal, Restriction } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { mayConfirmBan } from '@rostrum/shared/features/moderation/moderation.policy.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { Card } from '@rostrum/shared/kernel/fields.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Button } from '#ui/Button.tsx'
import { UserText } from '#ui/UserText.tsx'
import { Linked } from './Linked.tsx'
import { confirmBan, lift } from './moderation.actions.ts'
import { Moment } from './Moment.tsx'
import { RestrictDialog } from './RestrictDialog.tsx'
import type { RestrictDialogProps } from './RestrictDialog.tsx'

export interface RestrictedProps {
  readonly held: readonly Restriction[]
  readonly appeals: readonly Appeal[]
  readonly standing: Standing
}

/** Who is muted, out or banned now, with the words of those who asked for a second look. */
export function Restricted({ held, appeals, standing }: RestrictedProps) {
  const [chosen, setChosen] = useState<Chosen>()
  if (held.length === 0)
    return (
      <p className="sm">
        <FormattedMessage id="moderation.nobodyRestricted" />
      </p>
    )
  return (
    <>
      <ul className="card card--flush list">
        {held.toReversed().map((it) => (
          <Row
            key={it.id}
            restriction={it}
            appeal={appeals.find(({ id }) => id === it.id)}
            standing={standing}
            onChoose={(person) => setChosen({ place: { forum: it.forum }, person, rule: it.reason })}
          />
        ))}
      </ul>
      {chosen && <RestrictDialog {...chosen} onClose={() => setChosen(undefined)} />}
    </>
  )
}

type Chosen = Omit<RestrictDialogProps, 'onClose'>

interface RowProps {
  readonly restriction: Restriction
  readonly appeal: Appeal | undefined
  readonly standing: Standing
  readonly onChoose: (person: Card) => void
}

function Row({ restriction, appeal, standing, onChoose }: RowProps) {
  const { kind, forum, session, person, by, until, reason } = restriction
  const scope = kind === 'mute' && session === null ? 'muteEverywhere' : kind
  const isOpenBan = kind === 'ban' && restriction.confirmedBy === null
  return (
    <li className="held">
      <Avatar name={person.name} size="sm" />
      <div className="grow">
        <p className="row row--wrap">
          <b className="strong">
            <UserText>{person.name}</UserText>
          </b>
          <span className="tag">
            <FormattedMessage id={`moderation.held.${scope}`} />
          </span>
          <span className="tag">
            <FormattedMessage id={`moderation.rule.${reason}`} />
          </span>
          {appeal && (
            <span className="tag tag--warn">
              <FormattedMessage id="moderation.secondLook" />
            </span>
          )}
        </p>
        <p className="meta">
          {until ? (
            <FormattedMessage
              id="moderation.heldUntil"
              values={{ name: <UserText>{by.name}</UserText>, time: <Moment at={until} /> }}
            />
          ) : (
            <FormattedMessage id="moderation.heldOpen" values={{ name: <UserText>{by.name}</UserText> }} />
          )}
        </p>
        {appeal && (
          <p className="well sm" dir="auto">
            {appeal.words}
          </p>
        )}
        {kind === 'ban' && <Linked {...{ forum, onChoose }} person={person.id} />}
      </div>
      <div className="row row--wrap">
        {isOpenBan && mayConfirmBan(standing, restriction) && (
          <Button kind="danger" size="sm" onClick={() => void confirmBan(restriction)}>
            <FormattedMessage id="moderation.confirmBan" />
          </Button>
        )}
        <Button kind="quiet" size="sm" onClick={() => void lift(restriction)}>
          <FormattedMessage id="moderation.lift" />
        </Button>
      </div>
    </li>
  )
}
