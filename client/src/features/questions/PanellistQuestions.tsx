import { useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { questionLimits } from '@rostrum/shared/features/questions/questions.contract.ts'
import type { StagedQuestion } from '@rostrum/shared/features/questions/questions.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useChannel, useSlice } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { Tag } from '#ui/marks.tsx'
import { Empty, Skeleton } from '#ui/states.tsx'
import { showToast } from '#ui/toast.tsx'
import { UserBlock, UserText } from '#ui/UserText.tsx'
import { act } from './questions.actions.ts'
import { questionsStore } from './questions.store.ts'
import { QuestionsGone } from './QuestionsGone.tsx'
import { Counts } from './QuestionStats.tsx'
import { WordsForm } from './TriageForms.tsx'
import './questions.css'

/** What a panellist needs: what is being answered, what is theirs, what comes next. */
export function PanellistQuestions({ session }: { readonly session: SessionId }) {
  const me = useMe()
  const state = useChannel(channelId('backstage', session))
  useChannel(channelId('session', session))
  const { questions } = useSlice(questionsStore, 'backstage', session)
  const room = useSlice(questionsStore, 'session', session)
  const votes = new Map(room.questions.map((it) => [it.id, it.votes]))
  const parts = [
    { name: 'now', list: questions.filter((it) => it.state === 'answering') },
    { name: 'forMe', list: questions.filter((it) => it.state === 'approved' && it.assigned?.id === me.id) },
    {
      name: 'next',
      list: questions.filter((it) => it.state === 'approved' && it.next && it.assigned?.id !== me.id),
    },
  ] as const
  if (state === 'gone') return <QuestionsGone />
  return (
    <div className="stack">
      <p className="qstats">
        <Counts counts={room.counts} />
      </p>
      {state === 'loading' && <Skeleton lines={4} />}
      {state === 'ready' && parts.every((it) => it.list.length === 0) && (
        <Empty title={<FormattedMessage id="questions.panellist.empty" />} />
      )}
      {parts
        .filter((it) => it.list.length > 0)
        .map(({ name, list }) => (
          <div key={name} className="card card--flush">
            <h3 className="h-card" style={{ padding: 'var(--s-3) var(--s-4)' }}>
              <FormattedMessage id={`questions.panellist.${name}`} />
            </h3>
            {list.map((it) => (
              <Staged
                key={it.id}
                session={session}
                question={it}
                votes={votes.get(it.id)}
                isMine={it.assigned?.id === me.id}
              />
            ))}
          </div>
        ))}
    </div>
  )
}

interface StagedProps {
  readonly session: SessionId
  readonly question: StagedQuestion
  readonly votes: number | undefined
  readonly isMine: boolean
}

function Staged({ session, question, votes, isMine }: StagedProps) {
  const { formatMessage } = useIntl()
  const [isWriting, setWriting] = useState(false)
  const { id, version, text, by, label } = question
  const answer = async (words: string) => {
    const refusal = await act('questions:answer', { session, question: id, base: version, text: words })
    if (refusal) showToast(formatMessage({ id: 'questions.panellist.refused' }))
    else setWriting(false)
  }
  return (
    <article className="tri">
      <div>
        <UserBlock className="tri__t">{text}</UserBlock>
        <p className="meta tri__meta">
          {by ? (
            <b className="strong">
              <UserText>{by.name}</UserText>
            </b>
          ) : (
            <FormattedMessage id="questions.anonymous" />
          )}
          {votes !== undefined && (
            <span>
              <FormattedMessage id="questions.desk.votes" values={{ votes }} />
            </span>
          )}
          {label && (
            <Tag tone="line">
              <UserText>{label}</UserText>
            </Tag>
          )}
        </p>
      </div>
      {isMine && !isWriting && (
        <div className="tri__a">
          <Button size="sm" onClick={() => setWriting(true)}>
            <Icon name="edit" />
            <FormattedMessage id="questions.acts.answer" />
          </Button>
        </div>
      )}
      {isWriting && (
        <WordsForm
          label={<FormattedMessage id="questions.desk.answerLabel" />}
          hint={<FormattedMessage id="questions.desk.answerHint" />}
          send={<FormattedMessage id="questions.desk.publishAnswer" />}
          most={questionLimits.answer}
          lines={3}
          onSend={(words) => void answer(words)}
          onClose={() => setWriting(false)}
        />
      )}
    </article>
  )
}
