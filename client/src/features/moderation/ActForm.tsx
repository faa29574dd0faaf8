import { useId, useState } from 'react'
import type { SyntheticEvent } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { Rule } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { runsForum } from '@rostrum/shared/kernel/actor.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import { useStanding } from '#kernel/me.ts'
import { Button } from '#ui/Button.tsx'
import { Select, TextField } from '#ui/Field.tsx'
import { SegmentedField } from '#ui/Segmented.tsx'
import { showToast } from '#ui/toast.tsx'
import type { NewBan } from './Banned.tsx'
import { lift, restrict } from './moderation.actions.ts'
import type { Act } from './moderation.actions.ts'
import type { Place } from './moderation.store.ts'

export interface ActFormProps {
  /** Without a session there is only what holds in the whole forum. */
  readonly place: Partial<Place> & Pick<Place, 'forum'>
  readonly person: { readonly id: PersonId; readonly name: string }
  /** The rule that fits best, as far as is known. */
  readonly rule?: Rule | undefined
  /** With the ban, if that is what was done: there is more to be said of it than a toast can. */
  readonly onDone: (ban?: NewBan) => void
}

function actsAt({ session }: ActFormProps['place'], standing: Standing): readonly Act[] {
  if (session === undefined) return ['muteEverywhere', 'ban']
  return runsForum(standing) ? ['mute', 'muteEverywhere', 'remove', 'ban'] : ['mute', 'remove']
}

const spans = ['10', '60', '1440', 'open'] as const
type Span = (typeof spans)[number]
const minutesOf = (span: Span) => (span === 'open' ? null : Number(span))

/** What to do about a person: each act says its effect, its end, and the reason shown to the person. */
export function ActForm({ place, person, rule = 'other', onDone }: ActFormProps) {
  const { formatMessage } = useIntl()
  const standing = useStanding(place)
  const acts = actsAt(place, standing)
  const [act, setAct] = useState(acts[0] ?? 'mute')
  const [span, setSpan] = useState<Span>('60')
  const [reason, setReason] = useState(rule)
  const [note, setNote] = useState('')
  const [refused, setRefused] = useState<string>()

  const onSubmit = async (event: SyntheticEvent) => {
    event.preventDefault()
    const words = note.trim() === '' ? null : note.trim()
    const answer = await restrict(act, place, {
      person: person.id,
      reason,
      note: words,
      minutes: minutesOf(span),
    })
    if (!answer.ok) return setRefused(answer.code)
    const { id } = answer.output
    if (act === 'ban') return onDone({ id, person })
    const session = act === 'muteEverywhere' ? null : (place.session ?? null)
    showToast(
      <FormattedMessage id={`moderation.done.${act}`} values={{ name: person.name }} />,
      () => void lift({ id, forum: place.forum, session, version: 1 }),
    )
    return onDone()
  }
  return (
    <form className="stack" onSubmit={(event) => void onSubmit(event)}>
      <Acts acts={acts} act={act} onAct={setAct} />
      <Length {...{ act, span }} onSpan={setSpan} />
      <Reason reason={reason} onReason={setReason} />
      <TextField
        label={<FormattedMessage id="moderation.note" />}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
      {refused && (
        <p className="error" role="alert">
          <FormattedMessage
            id={refused === 'conflict' ? 'moderation.refused.already' : 'moderation.refused'}
          />
        </p>
      )}
      <div className="row row--wrap">
        <Button kind={act === 'ban' ? 'danger-solid' : 'primary'} type="submit" className="act__do">
          <FormattedMessage
            id={`moderation.do.${act}`}
            values={{ name: person.name, span: formatMessage({ id: `moderation.span.${span}` }) }}
          />
        </Button>
      </div>
    </form>
  )
}

function Length(props: { readonly act: Act; readonly span: Span; readonly onSpan: (span: Span) => void }) {
  const { formatMessage } = useIntl()
  if (props.act === 'ban')
    return (
      <p className="hint">
        <FormattedMessage id="moderation.banHint" />
      </p>
    )
  return (
    <SegmentedField
      label={formatMessage({ id: 'moderation.howLong' })}
      value={props.span}
      onChange={props.onSpan}
      options={spans.map((value) => ({
        value,
        label: <FormattedMessage id={`moderation.span.${value}`} />,
      }))}
    />
  )
}

function Reason(props: { readonly reason: Rule; readonly onReason: (reason: Rule) => void }) {
  const { formatMessage } = useIntl()
  return (
    <Select
      label={<FormattedMessage id="moderation.reasonShown" />}
      hint={<FormattedMessage id="moderation.reasonHint" />}
      value={props.reason}
      onChange={(event) => props.onReason(Rule.options.find((it) => it === event.target.value) ?? 'other')}
    >
      {Rule.options.map((it) => (
        <option key={it} value={it}>
          {formatMessage({ id: `moderation.rule.${it}` })}
        </option>
      ))}
    </Select>
  )
}

interface ActsProps {
  readonly acts: readonly Act[]
  readonly act: Act
  readonly onAct: (act: Act) => void
}

function Acts({ acts, act, onAct }: ActsProps) {
  const name = useId()
  return (
    <fieldset>
      <legend className="label">
        <FormattedMessage id="moderation.whatToDo" />
      </legend>
      <div className="acts">
        {acts.map((it) => (
          <label key={it} className="act check">
            <input type="radio" name={name} checked={it === act} onChange={() => onAct(it)} />
            <b>
              <FormattedMessage id={`moderation.act.${it}`} />
            </b>
            <small>
              <FormattedMessage id={`moderation.effect.${it}`} />
            </small>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
