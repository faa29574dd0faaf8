import { FormattedMessage } from 'react-intl'
import type { Closed } from '@rostrum/shared/features/chat/chat.contract.ts'
import { usePending } from '#kernel/live.ts'
import type { PendingCommand } from '#kernel/live.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Icon } from '#ui/Icon.tsx'
import { UserBlock } from '#ui/UserText.tsx'

export interface OwnLinesProps {
  readonly session: SessionId
  readonly myName: string
  /** Said, acknowledged, and not yet come back as everyone's news. */
  readonly sent: readonly { readonly id: string; readonly text: string }[]
  readonly onEdit: (text: string) => void
}

/** One's own words that are not everyone's yet: sending, waiting for the line, or not sent, with what can be done. */
export function OwnLines({ session, myName, sent, onEdit }: OwnLinesProps) {
  const pending = usePending('chat:say', (input) => input.session === session)
  return (
    <>
      {sent.map((it) => (
        <Line key={it.id} name={myName} text={it.text}>
          <p className="state">
            <Icon name="check" />
            <FormattedMessage id="chat.sent" />
          </p>
        </Line>
      ))}
      {pending.map((it) => (
        <Line key={it.id} name={myName} text={it.input.text}>
          <State pending={it} onEdit={onEdit} />
        </Line>
      ))}
    </>
  )
}

function Line(props: { readonly name: string; readonly text: string; readonly children: React.ReactNode }) {
  return (
    <article className="cmsg">
      <Avatar name={props.name} size="sm" />
      <p className="cmsg__h">
        <b>
          <FormattedMessage id="chat.you" />
        </b>
      </p>
      <UserBlock className="cmsg__t">{props.text}</UserBlock>
      {props.children}
    </article>
  )
}

type Pending = PendingCommand<'chat:say'>

function State({ pending, onEdit }: { readonly pending: Pending; readonly onEdit: (text: string) => void }) {
  const edit = () => {
    pending.discard()
    onEdit(pending.input.text)
  }
  if (pending.state === 'sending')
    return (
      <p className="state">
        <Icon name="refresh" />
        <FormattedMessage id="chat.sending" />
      </p>
    )
  const isQueued = pending.state === 'queued'
  return (
    <p className={isQueued ? 'state state--queued' : 'state state--refused'}>
      <Icon name={isQueued ? 'clock' : 'alert'} />
      <span>{isQueued ? <FormattedMessage id="chat.queued" /> : <Refusal pending={pending} />}</span>
      <button type="button" className="link" onClick={edit}>
        <FormattedMessage id="chat.edit" />
      </button>
      {!isQueued && (
        <button type="button" className="link" onClick={pending.retry}>
          <FormattedMessage id="chat.tryAgain" />
        </button>
      )}
      <button type="button" className="link" onClick={pending.discard}>
        <FormattedMessage id="chat.discard" />
      </button>
    </p>
  )
}

function Refusal({ pending }: { readonly pending: Pending }) {
  if (pending.code === 'forbidden') return <FormattedMessage id="chat.refused.muted" />
  if (pending.code === 'expired') return <FormattedMessage id="chat.refused.expired" />
  const why = pending.code === 'closed' ? whyOf(pending.reply) : undefined
  return <FormattedMessage id={why ? `chat.refused.${why}` : 'chat.refused'} />
}

const whys: readonly Closed['why'][] = ['stopped', 'closed', 'slow_mode']

function whyOf(reply: unknown): Closed['why'] | undefined {
  if (typeof reply !== 'object' || reply === null || !('why' in reply)) return undefined
  return whys.find((it) => it === reply.why)
}
