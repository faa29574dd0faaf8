import { useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Question } from '@rostrum/shared/features/questions/questions.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useDraft } from '#kernel/draft.ts'
import { useChannel, useLine, usePending, useSlice } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import { Chip } from '#ui/Button.tsx'
import { Segmented } from '#ui/Segmented.tsx'
import { Empty, NewPill, Skeleton } from '#ui/states.tsx'
import { showToast } from '#ui/toast.tsx'
import { AskForm, emptyDraft } from './AskForm.tsx'
import { OwnQuestion } from './OwnQuestion.tsx'
import { QuestionItem } from './QuestionItem.tsx'
import { act, ask } from './questions.actions.ts'
import { inView, ownUnseen } from './questions.lists.ts'
import type { View } from './questions.lists.ts'
import { questionsStore } from './questions.store.ts'
import { QuestionsGone } from './QuestionsGone.tsx'
import { QuestionStats } from './QuestionStats.tsx'
import { UnsentQuestion } from './UnsentQuestion.tsx'
import { useQuestionNews } from './useQuestionNews.ts'
import { useStillList } from './useStillList.ts'
import { useVotes } from './useVotes.ts'
import { VoteButton } from './VoteButton.tsx'
import './questions.css'

export interface QuestionsPanelProps {
  readonly session: SessionId
  /** Why this person may not ask here at present, in place of the form. */
  readonly barred?: ReactNode
  /** The emergency stop is on: every question waits for a moderator. */
  readonly stopped?: boolean
  readonly onReport: (question: Question) => void
}

export function QuestionsPanel({ session, barred, stopped = false, onReport }: QuestionsPanelProps) {
  const me = useMe()
  const channel = useChannel(channelId('session', session))
  useChannel(channelId('person', me.id))
  const { settings } = useSlice(questionsStore, 'session', session)
  const [draft, setDraft] = useDraft(`questions:${me.id}:${session}`, emptyDraft)
  const field = useRef<HTMLTextAreaElement>(null)
  const mayAsk = settings.open && !barred
  const askAgain = (text: string, anonymous: boolean) => {
    setDraft({ text, anonymous })
    field.current?.focus()
  }
  if (channel === 'gone') return <QuestionsGone />
  return (
    <div className="questions">
      <QuestionsList
        session={session}
        isLoading={channel === 'loading'}
        onAskAgain={askAgain}
        stopped={stopped}
        onReport={onReport}
        onAsk={mayAsk ? () => field.current?.focus() : undefined}
      />
      {barred}
      {!barred && channel === 'ready' && !settings.open && (
        <p className="compose hint" role="status">
          <FormattedMessage id="questions.closed" />
        </p>
      )}
      {mayAsk && (
        <AskForm
          field={field}
          draft={draft}
          onDraft={setDraft}
          mayHideName={settings.anonymous}
          onAsk={(text, anonymous) => ask(session, text, anonymous)}
        />
      )}
    </div>
  )
}

interface ListProps {
  readonly session: SessionId
  readonly stopped: boolean
  readonly isLoading: boolean
  readonly onReport: (question: Question) => void
  readonly onAskAgain: (text: string, anonymous: boolean) => void
  readonly onAsk: (() => void) | undefined
}

function QuestionsList({ session, stopped, isLoading, onReport, onAskAgain, onAsk }: ListProps) {
  const room = useSlice(questionsStore, 'session', session)
  const [view, setView] = useState<View>('votes')
  const [onlyMine, setOnlyMine] = useState(false)
  const own = useOwn(session)
  const listed = inView(room.questions, view).filter((it) => !onlyMine || own.ids.has(it.id))
  const { shown, fresh, move, place } = useStillList(listed, `${view} ${onlyMine} ${isLoading}`)
  const now = room.questions.find((it) => it.state === 'answering')
  useQuestionNews(room.questions, own.mine, isLoading)
  const onAir = onlyMine ? undefined : now
  const isEmpty = !isLoading && !onAir && shown.length === 0 && own.unseen === 0
  return (
    <div className="panel__scroll" ref={place} tabIndex={-1}>
      <QuestionStats counts={room.counts} moderated={room.settings.moderated || stopped} />
      <Tools view={view} onView={setView} onlyMine={onlyMine} onOnlyMine={setOnlyMine} />
      {isLoading && <Skeleton lines={6} />}
      {onAir && <Items session={session} questions={[onAir]} ownIds={own.ids} onReport={onReport} />}
      <OwnItems session={session} all={onlyMine} onAskAgain={onAskAgain} />
      {fresh > 0 && (
        <div className="questions__pill">
          <NewPill onShow={move}>
            <FormattedMessage id="questions.new" values={{ count: fresh }} />
          </NewPill>
        </div>
      )}
      <Items session={session} questions={shown} ownIds={own.ids} onReport={onReport} />
      {isEmpty && <NothingYet view={onlyMine ? 'mine' : view} onAsk={onAsk} />}
      <More shown={room.questions.length} all={isLoading ? 0 : room.counts.listed} />
    </div>
  )
}

interface ToolsProps {
  readonly view: View
  readonly onView: (view: View) => void
  readonly onlyMine: boolean
  readonly onOnlyMine: (on: boolean) => void
}

function Tools({ view, onView, onlyMine, onOnlyMine }: ToolsProps) {
  const { formatMessage } = useIntl()
  return (
    <div className="qtools">
      <Segmented
        label={formatMessage({ id: 'questions.order' })}
        value={view}
        options={[
          { value: 'votes', label: <FormattedMessage id="questions.view.votes" /> },
          { value: 'newest', label: <FormattedMessage id="questions.view.newest" /> },
          { value: 'answered', label: <FormattedMessage id="questions.view.answered" /> },
        ]}
        onChange={onView}
      />
      <span className="push">
        <Chip on={onlyMine} onToggle={onOnlyMine}>
          <FormattedMessage id="questions.view.mine" />
        </Chip>
      </span>
    </div>
  )
}

/** A list with an end says so. */
function More({ shown, all }: { readonly shown: number; readonly all: number }) {
  if (all <= shown) return null
  return (
    <p className="hint">
      <FormattedMessage id="questions.more" values={{ shown, all }} />
    </p>
  )
}

function useOwn(session: SessionId) {
  const me = useMe()
  const { mine } = useSlice(questionsStore, 'person', me.id)
  const pending = usePending('questions:ask', (input) => input.session === session)
  const here = mine.filter((it) => it.session === session)
  return {
    mine: here,
    ids: new Set<string>(here.map((it) => it.id)),
    unseen: pending.length + ownUnseen(here, false).length,
  }
}

function NothingYet({
  view,
  onAsk,
}: {
  readonly view: View | 'mine'
  readonly onAsk: (() => void) | undefined
}) {
  if (view === 'answered') return <Empty title={<FormattedMessage id="questions.empty.answered" />} />
  if (view === 'mine') return <Empty title={<FormattedMessage id="questions.empty.mine" />} />
  return (
    <Empty title={<FormattedMessage id="questions.empty.title" />}>
      {onAsk && (
        <>
          <p className="sm">
            <FormattedMessage id="questions.empty.text" />
          </p>
          <button type="button" className="btn btn--primary" onClick={onAsk}>
            <FormattedMessage id="questions.ask" />
          </button>
        </>
      )}
    </Empty>
  )
}

function Items({
  session,
  questions,
  ownIds,
  onReport,
}: {
  readonly session: SessionId
  readonly questions: readonly Question[]
  readonly ownIds: ReadonlySet<string>
  readonly onReport: (question: Question) => void
}) {
  const { formatMessage } = useIntl()
  const me = useMe()
  const { votes } = useSlice(questionsStore, 'person', me.id)
  const voting = useVotes(session, votes, () => showToast(formatMessage({ id: 'questions.voteRefused' })))
  if (questions.length === 0) return null
  return (
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari forgets that an unstyled list is one
    <ol className="questions__list" role="list">
      {questions.map((it) => {
        const vote = voting.of(it)
        return (
          <li key={it.id}>
            <QuestionItem question={it} isMine={ownIds.has(it.id)} onReport={() => onReport(it)}>
              <VoteButton votes={vote.votes} on={vote.on} onVote={(on) => void voting.set(it.id, on)} />
            </QuestionItem>
          </li>
        )
      })}
    </ol>
  )
}

function OwnItems({
  session,
  all,
  onAskAgain,
}: {
  readonly session: SessionId
  readonly all: boolean
  readonly onAskAgain: (text: string, anonymous: boolean) => void
}) {
  const { formatMessage } = useIntl()
  const me = useMe()
  const { mine } = useSlice(questionsStore, 'person', me.id)
  const pending = usePending('questions:ask', (input) => input.session === session)
  const isOnline = useLine().state === 'online'
  const here = mine.filter((it) => it.session === session)
  const withdraw = async (question: (typeof here)[number]['id'], on: boolean) => {
    const refusal = act('questions:withdraw', { session, question, on })
    if (on) showToast(formatMessage({ id: 'questions.withdrawn' }), () => void withdraw(question, false))
    if (await refusal) showToast(formatMessage({ id: 'questions.withdrawRefused' }))
  }
  return (
    <>
      {pending.map((it) => (
        <UnsentQuestion
          key={it.id}
          question={it}
          onEdit={() => {
            it.discard()
            onAskAgain(it.input.text, it.input.anonymous)
          }}
        />
      ))}
      {!isOnline && pending.length === 0 && (
        <p className="hint" role="status">
          <FormattedMessage id="questions.offline" />
        </p>
      )}
      {ownUnseen(here, all).map((it) => (
        <OwnQuestion
          key={it.id}
          question={it}
          onWithdraw={(on) => void withdraw(it.id, on)}
          onEdit={async (text) =>
            (await act('questions:edit', { session, question: it.id, base: it.version, text })) === undefined
          }
        />
      ))}
    </>
  )
}
