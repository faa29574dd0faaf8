import { useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { FiledQuestion } from '@rostrum/shared/features/questions/questions.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useChannel, useSlice } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { Badge } from '#ui/marks.tsx'
import { Banner, Skeleton } from '#ui/states.tsx'
import { Tabs } from '#ui/Tabs.tsx'
import { UserText } from '#ui/UserText.tsx'
import { inDrawer } from './questions.lists.ts'
import type { Drawer } from './questions.lists.ts'
import { questionsStore } from './questions.store.ts'
import { QuestionsGone } from './QuestionsGone.tsx'
import { QuestionsSettings } from './QuestionsSettings.tsx'
import { Counts } from './QuestionStats.tsx'
import { Triage } from './Triage.tsx'
import type { Panellist } from './TriageForms.tsx'
import { useDesk } from './useDesk.ts'
import type { Desk } from './useDesk.ts'
import './questions.css'

const drawers: readonly Drawer[] = ['waiting', 'open', 'forMe', 'answered', 'dismissed', 'merged']

export interface ModeratorQuestionsProps {
  readonly session: SessionId
  /** Whom questions can be given to. */
  readonly panellists: readonly Panellist[]
}

/** The questions of a session as those who run it see them. */
export function ModeratorQuestions({ session, panellists }: ModeratorQuestionsProps) {
  const { formatMessage } = useIntl()
  const me = useMe()
  const state = useChannel(channelId('moderators', session))
  useChannel(channelId('session', session))
  const { questions } = useSlice(questionsStore, 'moderators', session)
  const room = useSlice(questionsStore, 'session', session)
  const [drawer, setDrawer] = useState<Drawer>('waiting')
  const desk = useDesk(session)
  const held = Object.fromEntries(
    drawers.map((it) => [it, inDrawer(questions, it, me.id)]),
  ) as unknown as Record<Drawer, FiledQuestion[]>
  const offered = drawers.filter((it) => held[it].length > 0 || (it !== 'forMe' && it !== 'merged'))

  if (state === 'gone') return <QuestionsGone />
  return (
    <div className="stack">
      <div className="desk__head">
        <p className="qstats">
          <Counts counts={room.counts} />
        </p>
        <span className="push">
          <QuestionsSettings session={session} settings={room.settings} />
        </span>
      </div>
      <Refused desk={desk} />
      <div className="card card--flush desk__card">
        <Tabs
          label={formatMessage({ id: 'questions.desk.drawers' })}
          selected={drawer}
          onSelect={setDrawer}
          tabs={offered.map((it) => ({
            id: it,
            label: (
              <>
                <FormattedMessage id={`questions.drawer.${it}`} />{' '}
                <Badge count={held[it].length} forMe={it === 'waiting' && held[it].length > 0} />
              </>
            ),
          }))}
        >
          {state === 'loading' ? (
            <div className="tri">
              <Skeleton lines={6} />
            </div>
          ) : (
            <Triage
              key={drawer}
              drawer={drawer}
              questions={held[drawer]}
              all={questions}
              votes={new Map(room.questions.map((it) => [it.id, it.votes]))}
              panellists={panellists}
              desk={desk}
            />
          )}
        </Tabs>
      </div>
    </div>
  )
}

/** Somebody else was first, or it could not be done: said where the decision was made. */
function Refused({ desk: { notice, forget } }: { readonly desk: Desk }) {
  const { formatMessage } = useIntl()
  if (!notice) return null
  const close = formatMessage({ id: 'ui.close' })
  return (
    <Banner
      tone="warn"
      action={
        <Button kind="quiet" size="sm" icon aria-label={close} onClick={forget}>
          <Icon name="x" />
        </Button>
      }
    >
      <b className="strong">{notice.text}</b> <UserText>{notice.question}</UserText>
    </Banner>
  )
}
