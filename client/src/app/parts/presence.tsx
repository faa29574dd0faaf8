import { useState } from 'react'
import { FormattedMessage } from 'react-intl'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { call } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import { ReportDialog } from '../../features/moderation/ReportDialog.tsx'
import { PresencePanel } from '../../features/presence/PresencePanel.tsx'
import type { SessionPlace } from '../slots.tsx'

/** Who is here; being named is one's own choice, made and taken back here. */
export function PeoplePart({ session }: SessionPlace) {
  const [reporting, setReporting] = useState<{ readonly id: PersonId; readonly name: string }>()
  return (
    <>
      <PresencePanel session={session} listing={<Listing />} onReport={setReporting} />
      {reporting && (
        <ReportDialog
          session={session}
          target={{ kind: 'person', id: reporting.id }}
          name={reporting.name}
          onClose={() => setReporting(undefined)}
        />
      )}
    </>
  )
}

function Listing() {
  const me = useMe()
  const list = (listed: boolean) => void call('people:update', { base: me.version, listed })
  return (
    <p>
      <FormattedMessage id={me.listed ? 'presence.youAreListed' : 'presence.youAreNotListed'} />{' '}
      <button type="button" className="link" onClick={() => list(!me.listed)}>
        <FormattedMessage id={me.listed ? 'presence.unlistMe' : 'presence.listMe'} />
      </button>
    </p>
  )
}
