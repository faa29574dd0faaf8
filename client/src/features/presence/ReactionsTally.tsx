import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl'
import { reactions } from '@rostrum/shared/features/presence/presence.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Icon } from '#ui/Icon.tsx'
import { reactionIcons } from './ReactionsBar.tsx'
import { usePresenceSignals, useRecentReactions } from './presence.store.ts'
import './presence.css'

/** What was given in the last moments, as numbers in a corner of the picture. Read by those who look, never announced. */
export function ReactionsTally({ session }: { readonly session: SessionId }) {
  const { formatMessage } = useIntl()
  usePresenceSignals()
  const recent = useRecentReactions(session)
  const given = reactions.flatMap((kind) => {
    const count = recent[kind] ?? 0
    return count > 0 ? [{ kind, count }] : []
  })
  if (given.length === 0) return null
  return (
    <ul className="tally" aria-label={formatMessage({ id: 'presence.recent' })}>
      {given.map(({ kind, count }) => (
        <li key={kind} className="num">
          <Icon name={reactionIcons[kind]} size="sm" />
          <span className="sr-only">
            <FormattedMessage id={`presence.reaction.${kind}`} />
          </span>
          <FormattedNumber value={count} />
        </li>
      ))}
    </ul>
  )
}
