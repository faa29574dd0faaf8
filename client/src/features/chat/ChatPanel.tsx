import { useState } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage, FormattedTime } from 'react-intl'
import type { Message, MessageId } from '@rostrum/shared/features/chat/chat.contract.ts'
import { maySay, slowsDown } from '@rostrum/shared/features/chat/chat.policy.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useDraft } from '#kernel/draft.ts'
import { useChannel, useSlice } from '#kernel/live.ts'
import { useMe, useStanding } from '#kernel/me.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { Banner, Empty, NewPill, Skeleton } from '#ui/states.tsx'
import { deviceZone } from '#ui/time.ts'
import { markRead, say } from './chat.actions.ts'
import type { Saying } from './chat.actions.ts'
import { chatStore } from './chat.store.ts'
import { ChatLine } from './ChatLine.tsx'
import { Composer } from './Composer.tsx'
import type { ComposerProps } from './Composer.tsx'
import { LineMenu, TakeBackDialog } from './LineMenu.tsx'
import { authorsOf } from './mentions.ts'
import { OwnLines } from './OwnLines.tsx'
import { useOlder } from './useOlder.ts'
import { useReading } from './useReading.ts'
import './chat.css'

export interface ChatPanelProps {
  readonly forum: ForumId
  readonly session: SessionId
  /** Why this person cannot write at this moment, said in the composer's place. */
  readonly barred?: ReactNode
  readonly onReport: (message: Message) => void
  readonly onRestrict: (message: Message) => void
}

export function ChatPanel(props: ChatPanelProps) {
  const { session } = props
  const state = useChannel(channelId('session', session))
  if (state === 'loading')
    return (
      <div className="panel__scroll">
        <Skeleton lines={6} />
      </div>
    )
  return <Chat key={session} {...props} />
}

const empty = { text: '' }

function Chat(props: ChatPanelProps) {
  const { session } = props
  const { messages: live } = useSlice(chatStore, 'session', session)
  const [answering, setAnswering] = useState<Message>()
  const [takingBack, setTakingBack] = useState<Message>()
  const [draft, setDraft] = useDraft(`chat:${useMe().id}:${session}`, empty)
  const write = (text: string) => setDraft({ text })
  const { sent, onSay } = useSaying(session, live)
  return (
    <>
      <Story {...props} sent={sent} onAnswer={setAnswering} onTakeBack={setTakingBack} onEdit={write} />
      <Foot
        {...props}
        text={draft.text}
        onText={write}
        answering={answering}
        onCancelAnswer={() => setAnswering(undefined)}
        onSay={(saying) => {
          setAnswering(undefined)
          onSay(saying)
        }}
      />
      {takingBack && (
        <TakeBackDialog {...{ session }} message={takingBack} onClose={() => setTakingBack(undefined)} />
      )}
    </>
  )
}

interface StoryProps extends ChatPanelProps {
  readonly sent: readonly { readonly id: MessageId; readonly text: string }[]
  readonly onAnswer: (message: Message) => void
  readonly onTakeBack: (message: Message) => void
  readonly onEdit: (text: string) => void
}

/** What was said, and at its end what I am saying. */
function Story({ forum, session, sent, ...on }: StoryProps) {
  const me = useMe()
  const standing = useStanding({ forum, session })
  const { messages: live, settings } = useSlice(chatStore, 'session', session)
  const older = useOlder(session, live)
  const { scroller, onScroll, below, toEnd } = useReading(live, sent.length, (last) => {
    void markRead(session, last)
  })
  const line = (message: Message) => (
    <ChatLine
      key={message.id}
      message={message}
      me={me.id}
      zone={me.timeZone ?? deviceZone()}
      answered={older.messages.find((it) => it.id === message.answerTo)}
      menu={
        <LineMenu
          {...{ message, session, standing }}
          onAnswer={() => on.onAnswer(message)}
          onReport={() => on.onReport(message)}
          onTakeBack={() => on.onTakeBack(message)}
          onRestrict={() => on.onRestrict(message)}
        />
      }
    />
  )
  return (
    // Scrolled by keys as well; never a live region: each chat line would be read aloud.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="panel__scroll chat" ref={scroller} onScroll={onScroll} tabIndex={0}>
      {settings.slowModeSeconds > 0 && (
        <Banner icon="snail">
          <FormattedMessage id="chat.slowMode" values={{ seconds: settings.slowModeSeconds }} />
        </Banner>
      )}
      <OlderButton {...older} />
      {older.messages.length === 0 && sent.length === 0 && (
        <Empty title={<FormattedMessage id="chat.empty" />}>
          <p className="sm">
            <FormattedMessage id="chat.emptyText" />
          </p>
        </Empty>
      )}
      <Lines messages={older.messages} session={session} line={line} />
      <OwnLines session={session} myName={me.name} sent={sent} onEdit={on.onEdit} />
      {below > 0 && (
        <div className="chat__pill">
          <NewPill onShow={toEnd}>
            <FormattedMessage id="chat.newMessages" values={{ count: below }} />
          </NewPill>
        </div>
      )}
    </div>
  )
}

type FootProps = Pick<ChatPanelProps, 'forum' | 'session' | 'barred'> &
  Omit<ComposerProps, 'authors' | 'waitUntil'>

/** The composer, or why there is none. */
function Foot({ forum, session, barred, ...composer }: FootProps) {
  const standing = useStanding({ forum, session })
  const { messages, settings } = useSlice(chatStore, 'session', session)
  if (barred) return barred
  if (!maySay(standing, settings)) return <ClosedWell />
  const mine = messages.findLast((it) => it.by?.id === standing.person)
  const next = mine && Date.parse(mine.at) + settings.slowModeSeconds * 1_000
  return (
    <Composer
      {...composer}
      authors={authorsOf(messages, standing.person)}
      waitUntil={next !== undefined && slowsDown(standing, settings) ? new Date(next) : undefined}
    />
  )
}

function ClosedWell() {
  return (
    <div className="compose">
      <div className="well row row--top">
        <Icon name="lock" />
        <span className="sm">
          <b className="strong">
            <FormattedMessage id="chat.closed" />
          </b>{' '}
          <FormattedMessage id="chat.closedText" />
        </span>
      </div>
    </div>
  )
}

interface OlderProps {
  readonly hasMore: boolean
  readonly state: 'idle' | 'loading' | 'failed' | 'all'
  readonly load: () => Promise<void>
}

function OlderButton({ hasMore, state, load }: OlderProps) {
  if (!hasMore) return null
  return (
    <div className="chat__older">
      <Button size="sm" busy={state === 'loading'} onClick={() => void load()}>
        <FormattedMessage id={state === 'failed' ? 'chat.olderFailed' : 'chat.older'} />
      </Button>
    </div>
  )
}

interface LinesProps {
  readonly messages: readonly Message[]
  readonly session: SessionId
  readonly line: (message: Message) => ReactNode
}

/** The lines, with a mark before those that have come since this person was last here. */
function Lines({ messages, session, line }: LinesProps) {
  const me = useMe()
  const reads = useSlice(chatStore, 'person', me.id).reads
  // Where the mark stands is fixed when the panel opens: it would run away from the reader otherwise.
  const [readUpTo] = useState(() => reads.find((it) => it.id === session)?.message)
  const firstNew = readUpTo && messages.find((it) => it.id > readUpTo && it.by?.id !== me.id)
  return messages.flatMap((message) =>
    message === firstNew && message !== messages[0]
      ? [
          <div className="unread" role="separator" key="unread">
            <FormattedMessage
              id="chat.newSince"
              values={{
                time: (
                  <FormattedTime
                    value={message.at}
                    hour="2-digit"
                    minute="2-digit"
                    timeZone={me.timeZone ?? deviceZone()}
                  />
                ),
              }}
            />
          </div>,
          line(message),
        ]
      : [line(message)],
  )
}

/** More are not on their way back at once. */
const sentAtMost = 20

/** What was said stays in sight from the answer of the server until it comes back as everyone's news. */
function useSaying(session: SessionId, live: readonly Message[]) {
  const [said, setSaid] = useState<readonly { id: MessageId; text: string }[]>([])
  const onSay = (saying: Saying) => {
    void say(session, saying).then((id) => {
      if (id) setSaid((now) => [...now.slice(-sentAtMost), { id, text: saying.text }])
    })
  }
  return { sent: said.filter((it) => !live.some(({ id }) => id === it.id)), onSay }
}
