import { FormattedMessage, useIntl } from 'react-intl'
import { reactions } from '@rostrum/shared/features/presence/presence.contract.ts'
import type { Reaction } from '@rostrum/shared/features/presence/presence.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Icon } from '#ui/Icon.tsx'
import type { IconName } from '#ui/icons.ts'
import { react } from './presence.actions.ts'
import { usePresenceSignals, useRecentReactions } from './presence.store.ts'
import './presence.css'

export const reactionIcons: Readonly<Record<Reaction, IconName>> = {
  applause: 'clap',
  agree: 'check',
  thanks: 'heart',
  laugh: 'sun',
  wonder: 'bulb',
}

/** Given with one press, counted in the button: nothing rains over faces. */
export function ReactionsBar({ session }: { readonly session: SessionId }) {
  const { formatMessage } = useIntl()
  usePresenceSignals()
  const recent = useRecentReactions(session)
  return (
    <div className="reactions" role="group" aria-label={formatMessage({ id: 'presence.reactions' })}>
      {reactions.map((kind) => (
        <button key={kind} type="button" className="chip" onClick={() => void react(session, kind)}>
          <Icon name={reactionIcons[kind]} />
          <span className="sr-only">
            <FormattedMessage id={`presence.reaction.${kind}`} />
          </span>
          {(recent[kind] ?? 0) > 0 && <span className="num">{recent[kind]}</span>}
        </button>
      ))}
    </div>
  )
}
