import { useDeferredValue, useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { PeoplePage } from '@rostrum/shared/features/presence/presence.contract.ts'
import type { Invitation } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useResource } from '#kernel/http.ts'
import { useSlice } from '#kernel/live.ts'
import { useNow } from '#kernel/now.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Button } from '#ui/Button.tsx'
import { showToast } from '#ui/toast.tsx'
import { act } from './stage.actions.ts'
import { stageStore } from './stage.store.ts'

const shownMax = 6

/** Gives the floor to somebody of the audience: they are asked, and heard only after their yes. */
export function InviteForm({ session }: { readonly session: SessionId }) {
  const { formatMessage } = useIntl()
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search.trim())
  const found = useResource<PeoplePage>(
    wanted === '' ? undefined : `/api/sessions/${session}/people?search=${encodeURIComponent(wanted)}`,
  )
  const { onAir } = useSlice(stageStore, 'session', session)
  const people = found.state === 'ready' && wanted !== '' ? found.data.people : []
  const invite = async (person: PersonId) => {
    const refused = await act('stage:invite', { session, person })
    if (refused) showToast(formatMessage({ id: 'stage.set.refused' }))
    else setSearch('')
  }
  return (
    <section className="stack" aria-labelledby="stage-invite">
      <h3 id="stage-invite" className="h-card">
        <FormattedMessage id="stage.invite" />
      </h3>
      <Invitations session={session} />
      <label className="field">
        <span className="field__label">
          <FormattedMessage id="stage.inviteWhom" />
        </span>
        <input
          className="input"
          type="search"
          dir="auto"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          aria-describedby="stage-invite-hint"
        />
        <span className="hint" id="stage-invite-hint">
          <FormattedMessage id="stage.inviteHint" />
        </span>
      </label>
      {found.state === 'ready' && wanted !== '' && people.length === 0 && (
        <p className="meta">
          <FormattedMessage id="stage.inviteNobody" />
        </p>
      )}
      {people.length > 0 && (
        <ul className="card list">
          {people
            .filter((it) => !onAir.some((entry) => entry.id === it.id))
            .slice(0, shownMax)
            .map((it) => (
              <li key={it.id} className="sdesk__row">
                <Avatar name={it.name} size="sm" />
                <span className="grow">
                  <b className="strong clip" dir="auto">
                    {it.name}
                  </b>
                  {it.organisation && (
                    <span className="meta" dir="auto">
                      {it.organisation}
                    </span>
                  )}
                </span>
                <Button kind="soft" size="sm" onClick={() => void invite(it.id)}>
                  <FormattedMessage id="stage.giveFloor" />
                </Button>
              </li>
            ))}
        </ul>
      )}
    </section>
  )
}

/** Whom I have asked, and what became of it; yes is seen on the stage. */
function Invitations({ session }: { readonly session: SessionId }) {
  const { invitations } = useSlice(stageStore, 'backstage', session)
  const now = useNow(1_000)
  const open = invitations.filter((it) => it.state === 'asked' || it.state === 'declined')
  if (open.length === 0) return null
  return (
    <ul className="card list">
      {open.slice(-shownMax).map((it) => (
        <InvitationRow key={it.id} session={session} invitation={it} isOver={Date.parse(it.until) < now} />
      ))}
    </ul>
  )
}

interface InvitationRowProps {
  readonly session: SessionId
  readonly invitation: Invitation
  readonly isOver: boolean
}

function InvitationRow({ session, invitation, isOver }: InvitationRowProps) {
  const { card, version, state } = invitation
  const became = state === 'asked' && isOver ? 'unanswered' : state
  return (
    <li className="sdesk__row">
      <Avatar name={card.name} size="sm" />
      <span className="grow">
        <b className="strong clip" dir="auto">
          {card.name}
        </b>
        <span className="meta">
          <FormattedMessage id={`stage.invitation.${became}`} />
        </span>
      </span>
      {became === 'asked' && (
        <Button
          kind="quiet"
          size="sm"
          onClick={() => void act('stage:withdrawInvitation', { session, person: card.id, base: version })}
        >
          <FormattedMessage id="stage.withdraw" />
        </Button>
      )}
    </li>
  )
}
