import { useDeferredValue, useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Invitation } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSlice } from '#kernel/live.ts'
import { useNow } from '#kernel/now.ts'
import { useSessionPeople } from '#kernel/sessionPeople.ts'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { showToast } from '#ui/toast.tsx'
import { DeskRow } from './DeskRow.tsx'
import { act } from './stage.actions.ts'
import { stageStore } from './stage.store.ts'

const shownMax = 6

/** Gives the floor to somebody of the audience: they are asked, and heard only after their yes. */
export function InviteForm({ session }: { readonly session: SessionId }) {
  const { formatMessage } = useIntl()
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search.trim())
  const { pages } = useSessionPeople(session, wanted === '' ? undefined : wanted)
  const { onAir } = useSlice(stageStore, 'session', session)
  const people = pages[0]?.people ?? []
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
      <TextField
        type="search"
        label={<FormattedMessage id="stage.inviteWhom" />}
        hint={<FormattedMessage id="stage.inviteHint" />}
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      {pages.length > 0 && people.length === 0 && (
        <p className="meta">
          <FormattedMessage id="stage.inviteNobody" />
        </p>
      )}
      {people.length > 0 && (
        <ul className="card card--flush list">
          {people
            .filter((it) => !onAir.some((entry) => entry.id === it.id))
            .slice(0, shownMax)
            .map((it) => (
              <DeskRow key={it.id} name={it.name} under={it.organisation}>
                <Button kind="soft" size="sm" onClick={() => void invite(it.id)}>
                  <FormattedMessage id="stage.giveFloor" />
                </Button>
              </DeskRow>
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
    <ul className="card card--flush list">
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
    <DeskRow name={card.name} under={<FormattedMessage id={`stage.invitation.${became}`} />}>
      {became === 'asked' && (
        <Button
          kind="quiet"
          size="sm"
          onClick={() => void act('stage:withdrawInvitation', { session, person: card.id, base: version })}
        >
          <FormattedMessage id="stage.withdraw" />
        </Button>
      )}
    </DeskRow>
  )
}
