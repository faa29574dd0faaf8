import { FormattedMessage } from 'react-intl'
import { call } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import { PresencePanel } from '../../features/presence/PresencePanel.tsx'
import type { SessionPlace } from '../slots.tsx'

/** Who is here; being named is one's own choice, made and taken back here. */
export const PeoplePart = ({ session }: SessionPlace) => (
  <PresencePanel session={session} listing={<Listing />} />
)

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
