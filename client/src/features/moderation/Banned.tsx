import { useEffect, useRef } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Restriction } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { Card, ForumId, PersonId } from '@rostrum/shared/kernel/fields.ts'
import { Button } from '#ui/Button.tsx'
import { Linked } from './Linked.tsx'
import { lift } from './moderation.actions.ts'

/** A ban that was just made. */
export interface NewBan {
  readonly id: Restriction['id']
  readonly person: { readonly id: PersonId; readonly name: string }
}

export interface BannedProps {
  readonly forum: ForumId
  readonly ban: NewBan
  readonly onChoose: (person: Card) => void
  readonly onDone: () => void
}

/** What can follow a ban: taking it back, and looking whether the same browser has other accounts here. */
export function Banned({ forum, ban: { id, person }, onChoose, onDone }: BannedProps) {
  const ref = useRef<HTMLParagraphElement>(null)
  // The form that had the focus is gone.
  useEffect(() => ref.current?.focus(), [])
  const undo = () => {
    void lift({ id, forum, session: null, version: 1 })
    onDone()
  }
  return (
    <div className="stack">
      <p className="strong" tabIndex={-1} ref={ref}>
        <FormattedMessage id="moderation.done.ban" values={{ name: <bdi>{person.name}</bdi> }} />
      </p>
      <Linked {...{ forum, onChoose }} person={person.id} />
      <div className="row row--wrap">
        <Button kind="primary" onClick={onDone}>
          <FormattedMessage id="ui.close" />
        </Button>
        <Button kind="quiet" onClick={undo}>
          <FormattedMessage id="moderation.lift" />
        </Button>
      </div>
    </div>
  )
}
