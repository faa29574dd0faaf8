import { Suspense, useState } from 'react'
import type { Question } from '@rostrum/shared/features/questions/questions.contract.ts'
import { useMute, useStopped } from '../../features/moderation/moderation.store.ts'
import { RestrictionNotice } from '../../features/moderation/RestrictionNotice.tsx'
import { QuestionsPanel } from '../../features/questions/QuestionsPanel.tsx'
import { part } from '../part.ts'
import type { SessionPlace } from '../slots.tsx'

const ReportDialog = part(() =>
  import('../../features/moderation/ReportDialog.tsx').then((it) => it.ReportDialog),
)

/** The questions, with what moderation says about asking. */
export function QuestionsPart(place: SessionPlace) {
  const mute = useMute(place)
  const barred = mute && (
    <div className="compose">
      <RestrictionNotice restriction={mute} />
    </div>
  )
  const [reporting, setReporting] = useState<Question>()
  return (
    <>
      <QuestionsPanel
        session={place.session}
        barred={barred}
        stopped={useStopped(place)}
        onReport={setReporting}
      />
      {reporting && (
        <Suspense fallback={null}>
          <ReportDialog
            session={place.session}
            target={{ kind: 'question', id: reporting.id }}
            name={reporting.by?.name ?? null}
            onClose={() => setReporting(undefined)}
          />
        </Suspense>
      )}
    </>
  )
}
