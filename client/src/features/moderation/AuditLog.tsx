import { useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type {
  AuditCheck,
  AuditEntry,
  AuditPage,
} from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { ForumId } from '@rostrum/shared/kernel/fields.ts'
import { getJson } from '#kernel/http.ts'
import { usePages } from '#kernel/pages.ts'
import { Button } from '#ui/Button.tsx'
import { Select } from '#ui/Field.tsx'
import { Failed, Skeleton } from '#ui/states.tsx'
import { UserText } from '#ui/UserText.tsx'
import { Moment } from './Moment.tsx'

/** Who did what to whom, with what was before and after. It can be read, and not changed. */
export function AuditLog({ forum }: { readonly forum: ForumId }) {
  const { formatMessage } = useIntl()
  const [actor, setActor] = useState('')
  const log = useLog(forum, actor)
  return (
    <section aria-labelledby="audit-log" className="stack">
      <div className="section-head">
        <h2 className="h-section" id="audit-log">
          <FormattedMessage id="moderation.log" />
        </h2>
        <span className="meta">
          <FormattedMessage id="moderation.log.fixed" />
        </span>
      </div>
      <div className="row row--wrap">
        <Select
          label={<FormattedMessage id="moderation.log.by" />}
          value={actor}
          onChange={(event) => setActor(event.target.value)}
        >
          <option value="">{formatMessage({ id: 'moderation.log.everyone' })}</option>
          {log.actors.map((it) => (
            <option key={it.id} value={it.id}>
              {it.name}
            </option>
          ))}
        </Select>
        <Button size="sm" onClick={log.reload}>
          <FormattedMessage id="moderation.log.refresh" />
        </Button>
        <WholeCheck forum={forum} />
      </div>
      {log.failed && (
        <Failed onRetry={log.reload}>
          <FormattedMessage id="moderation.log.failed" />
        </Failed>
      )}
      {log.pages.length === 0 ? !log.failed && <Skeleton lines={5} /> : <LogTable entries={log.entries} />}
      {log.hasMore && (
        <Button size="sm" onClick={log.more}>
          <FormattedMessage id="moderation.log.more" />
        </Button>
      )}
    </section>
  )
}

function LogTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const { formatMessage } = useIntl()
  if (entries.length === 0)
    return (
      <p className="sm">
        <FormattedMessage id="moderation.log.empty" />
      </p>
    )
  return (
    // Scrolled sideways with the keyboard as well.
    <div
      className="card card--flush scroll-x"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label={formatMessage({ id: 'moderation.log.table' })}
    >
      <table className="tbl logtable">
        <thead>
          <tr>
            {(['time', 'who', 'did', 'to', 'change'] as const).map((it) => (
              <th key={it} scope="col">
                {formatMessage({ id: `moderation.log.col.${it}` })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((it) => (
            <tr key={it.seq}>
              <td className="nowrap">
                <Moment at={it.at} />
              </td>
              <th scope="row">{it.actor ? <UserText>{it.actor.name}</UserText> : '–'}</th>
              <td>
                <Did act={it.act} />
              </td>
              <td>{it.name ? <UserText>{it.name}</UserText> : <To subject={it.subject} />}</td>
              <td>
                <Change entry={it} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** In words where there are any; an act of a feature without them is still shown, by its own name. */
function Did({ act }: { readonly act: string }) {
  const { messages } = useIntl()
  const id = `moderation.did.${act}`
  return id in messages ? <FormattedMessage id={id} /> : <code dir="ltr">{act}</code>
}

function To({ subject }: { readonly subject: string }) {
  const { messages } = useIntl()
  const [kind = ''] = subject.split(':')
  const id = `moderation.subject.${kind}`
  return id in messages ? <FormattedMessage id={id} /> : <code dir="ltr">{subject}</code>
}

function Change({ entry }: { readonly entry: AuditEntry }) {
  return (
    <details className="sm">
      <summary className="link">
        <FormattedMessage id="moderation.log.details" />
      </summary>
      <dl className="dl">
        <dt>
          <FormattedMessage id="moderation.log.before" />
        </dt>
        <dd>
          <pre dir="ltr">{JSON.stringify(entry.before, null, 1)}</pre>
        </dd>
        <dt>
          <FormattedMessage id="moderation.log.after" />
        </dt>
        <dd>
          <pre dir="ltr">{JSON.stringify(entry.after, null, 1)}</pre>
        </dd>
      </dl>
    </details>
  )
}

/** Has the server compute every hash of the chain again. */
function WholeCheck({ forum }: { readonly forum: ForumId }) {
  const [result, setResult] = useState<AuditCheck | 'failed'>()
  const check = () =>
    getJson<AuditCheck>(`/api/forums/${forum}/audit/check`).then(setResult, () => setResult('failed'))
  return (
    <>
      <Button size="sm" kind="quiet" onClick={() => void check()}>
        <FormattedMessage id="moderation.log.check" />
      </Button>
      <span role="status" className="sm">
        {result === 'failed' && <FormattedMessage id="moderation.log.failed" />}
        {result !== undefined && result !== 'failed' && (
          <FormattedMessage
            id={result.brokenAt === null ? 'moderation.log.whole' : 'moderation.log.broken'}
            values={{ count: result.entries, seq: result.brokenAt, hash: result.hash.slice(0, 16) }}
          />
        )}
      </span>
    </>
  )
}

/** The log, and everybody who was met in it: the choice of a name stays while only that name is shown. */
function useLog(forum: ForumId, actor: string) {
  const [actors, setActors] = useState<ReadonlyMap<string, string>>(new Map())
  const filter = actor === '' ? '' : `?actor=${encodeURIComponent(actor)}`
  const log = usePages<AuditPage>(`/api/forums/${forum}/audit${filter}`, 'before')
  const entries = log.pages.flatMap((it) => it.entries)
  const met = entries.flatMap((it) => (it.actor && !actors.has(it.actor.id) ? [it.actor] : []))
  if (met.length > 0) setActors(new Map([...actors, ...met.map((it) => [it.id, it.name] as const)]))
  return { ...log, entries, actors: [...actors].map(([id, name]) => ({ id, name })) }
}
