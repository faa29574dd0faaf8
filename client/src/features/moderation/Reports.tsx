import { useState } from 'react'
import { FormattedMessage } from 'react-intl'
import { Rule } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { Report } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { byUrgency } from '@rostrum/shared/features/moderation/moderation.state.ts'
import type { Card, ForumId } from '@rostrum/shared/kernel/fields.ts'
import { useStanding } from '#kernel/me.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Button } from '#ui/Button.tsx'
import { Empty } from '#ui/states.tsx'
import { UserBlock, UserText } from '#ui/UserText.tsx'
import { ActForm } from './ActForm.tsx'
import { Banned } from './Banned.tsx'
import type { BannedProps, NewBan } from './Banned.tsx'
import { settle } from './moderation.actions.ts'
import { Moment } from './Moment.tsx'
import { RestrictDialog } from './RestrictDialog.tsx'

export interface ReportsProps {
  readonly forum: ForumId
  readonly reports: readonly Report[]
  /** Takes a reported message or question out of sight; undefined: the product has no way to. */
  readonly onHide?: (report: Report, rule: Rule) => Promise<boolean>
}

/** The queue, and the open report with its evidence and what can be done. */
export function Reports({ forum, reports, onHide }: ReportsProps) {
  const open = reports.filter((it) => it.outcome === null).toSorted(byUrgency)
  const [chosen, setChosen] = useState<Report['id']>()
  const [ban, setBan] = useState<NewBan>()
  const report = open.find((it) => it.id === chosen) ?? open[0]
  return (
    <>
      {ban && <BanMade key={ban.id} {...{ forum, ban }} onDone={() => setBan(undefined)} />}
      {report ? (
        <Queue
          {...{ forum, open, report }}
          onChoose={setChosen}
          onBan={setBan}
          {...(onHide ? { onHide } : {})}
        />
      ) : (
        <Empty title={<FormattedMessage id="moderation.noReports" />}>
          <p className="sm">
            <FormattedMessage id="moderation.noReportsText" />
          </p>
        </Empty>
      )}
    </>
  )
}

/** In the place of the report that it has settled. */
function BanMade(props: Omit<BannedProps, 'onChoose'>) {
  const [person, setPerson] = useState<Card>()
  return (
    <div className="card card--pad">
      <Banned {...props} onChoose={setPerson} />
      {person && (
        <RestrictDialog place={{ forum: props.forum }} person={person} onClose={() => setPerson(undefined)} />
      )}
    </div>
  )
}

interface QueueProps extends Pick<ReportCardProps, 'forum' | 'report' | 'onHide' | 'onBan'> {
  readonly open: readonly Report[]
  readonly onChoose: (report: Report['id']) => void
}

function Queue({ open, onChoose, ...shown }: QueueProps) {
  const { report } = shown
  return (
    <div className="mo">
      <ul className="card card--flush list">
        {open.map((it) => (
          <li key={it.id}>
            <button
              type="button"
              className="rq"
              aria-current={it.id === report.id}
              onClick={() => onChoose(it.id)}
            >
              <span className="row row--between">
                <b className="sm strong clip" dir="auto">
                  {it.evidence.by?.name ?? <FormattedMessage id="moderation.hiddenName" />}
                </b>
                <span className="meta nowrap">
                  <Moment at={it.firstAt} />
                </span>
              </span>
              {it.evidence.text && (
                <span className="sm clip" dir="auto">
                  {it.evidence.text}
                </span>
              )}
              <Tags report={it} />
            </button>
          </li>
        ))}
      </ul>
      <ReportCard key={report.id} {...shown} />
    </div>
  )
}

function Tags({ report }: { readonly report: Report }) {
  const rule = mainRule(report)
  return (
    <span className="row row--wrap rq__tags">
      <span className="tag">
        <FormattedMessage id={`moderation.target.${report.target.kind}`} />
      </span>
      <span className={report.count > 2 ? 'tag tag--live' : 'tag tag--warn'}>
        <FormattedMessage id="moderation.count" values={{ count: report.count }} />
      </span>
      {rule && (
        <span className="tag">
          <FormattedMessage id={`moderation.rule.${rule}`} />
        </span>
      )}
    </span>
  )
}

const mainRule = ({ reasons }: Report): Rule | undefined =>
  Rule.options
    .filter((it) => reasons[it] !== undefined)
    .toSorted((one, other) => (reasons[other] ?? 0) - (reasons[one] ?? 0))[0]

interface ReportCardProps {
  readonly forum: ForumId
  readonly report: Report
  readonly onHide?: (report: Report, rule: Rule) => Promise<boolean>
  readonly onBan: (ban: NewBan) => void
}

function ReportCard({ forum, report, onHide, onBan }: ReportCardProps) {
  const standing = useStanding({ forum, session: report.session })
  const { by, text, at } = report.evidence
  const hide = async () => {
    if (await onHide?.(report, mainRule(report) ?? 'other')) void settle(report, 'acted')
  }
  return (
    <section className="card card--pad stack" aria-labelledby={`report-${report.id}`}>
      <h3 className="h-section" id={`report-${report.id}`}>
        <FormattedMessage id="moderation.count" values={{ count: report.count }} />
      </h3>
      <div className="ev">
        <p className="ev__h">
          <b className="strong">
            <FormattedMessage id="moderation.evidence" />
          </b>
          <span>
            <FormattedMessage id="moderation.evidenceHint" />
          </span>
        </p>
        <article className="cmsg cmsg--hit">
          <Avatar name={by?.name ?? '–'} size="sm" />
          <p className="cmsg__h">
            <b>{by ? <UserText>{by.name}</UserText> : <FormattedMessage id="moderation.hiddenName" />}</b>
            {at && <Moment at={at} />}
          </p>
          {text && <UserBlock className="cmsg__t">{text}</UserBlock>}
        </article>
      </div>
      {report.words.length > 0 && (
        <details className="sm">
          <summary className="link">
            <FormattedMessage id="moderation.words" values={{ count: report.words.length }} />
          </summary>
          <ul className="well stack">
            {report.words.map((words) => (
              <li key={words} dir="auto">
                {words}
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="row row--wrap">
        {onHide && report.target.kind === 'message' && (
          <Button onClick={() => void hide()}>
            <FormattedMessage id="moderation.hide" />
          </Button>
        )}
        <Button kind="quiet" onClick={() => void settle(report, 'nothing_wrong')}>
          <FormattedMessage id="moderation.nothingWrong" />
        </Button>
      </div>
      {by && by.id !== standing.person && (
        <ActForm
          place={{ forum, session: report.session }}
          person={by}
          rule={mainRule(report)}
          onDone={(ban) => {
            void settle(report, 'acted')
            if (ban) onBan(ban)
          }}
        />
      )}
    </section>
  )
}
