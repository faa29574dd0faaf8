import { useEffect, useRef, useState } from 'react'
import type { FocusEvent, KeyboardEvent } from 'react'
import { FormattedMessage } from 'react-intl'
import type { FiledQuestion } from '@rostrum/shared/features/questions/questions.contract.ts'
import { allows } from '@rostrum/shared/features/questions/questions.policy.ts'
import { Empty, NewPill } from '#ui/states.tsx'
import { FiledItem } from './FiledItem.tsx'
import type { FiledHandlers } from './FiledItem.tsx'
import { formKeys, primaryAct } from './FiledActs.tsx'
import type { FiledForm } from './FiledActs.tsx'
import { act } from './questions.actions.ts'
import { likeness } from './questions.lists.ts'
import type { Drawer } from './questions.lists.ts'
import type { Panellist } from './TriageForms.tsx'
import type { Desk } from './useDesk.ts'
import { useStillList } from './useStillList.ts'

export interface TriageProps {
  readonly drawer: Drawer
  readonly questions: readonly FiledQuestion[]
  readonly all: readonly FiledQuestion[]
  readonly votes: ReadonlyMap<string, number>
  readonly panellists: readonly Panellist[]
  readonly desk: Desk
}

/** One drawer of questions: read with the arrows, decided with a key or a button. */
export function Triage({ drawer, questions, all, votes, panellists, desk }: TriageProps) {
  const { shown, fresh, move: moveList, place } = useStillList(questions, drawer)
  const [form, setForm] = useState<{ id: string; form: FiledForm }>()
  const { selected, select, listRef, ...focus } = useSelection(shown)
  const candidates = all.filter((it) => allows(it.state, 'absorb'))

  const handlersOf = (question: FiledQuestion): FiledHandlers =>
    handlers(question, desk, (it) => {
      select(question.id)
      setForm(it && { id: question.id, form: it })
    })
  const onKeyDown = (event: KeyboardEvent) => {
    const question = shown.find((it) => it.id === selected)
    if (!question || isWriting(event) || event.ctrlKey || event.metaKey || event.altKey) return
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const at = shown.indexOf(question)
    const next = move === undefined ? undefined : shown[at + move]
    if (next) select(next.id, true)
    if (next || onKey(codeOf(event), question, handlersOf(question))) event.preventDefault()
  }

  return (
    <div ref={place} onFocus={focus.onFocus} onBlur={focus.onBlur}>
      {fresh > 0 && (
        <div className="questions__pill" style={{ paddingBlockStart: 'var(--s-2)' }}>
          <NewPill onShow={moveList}>
            <FormattedMessage id="questions.desk.new" values={{ count: fresh }} />
          </NewPill>
        </div>
      )}
      {shown.length === 0 && <Empty title={<FormattedMessage id={`questions.nothing.${drawer}`} />} />}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-redundant-roles -- keys act on the selected one */}
      <ol ref={listRef} className="triage" role="list" onKeyDown={onKeyDown}>
        {shown.map((it) => {
          const like = likeness(it, all)
          return (
            <li key={it.id}>
              <FiledItem
                question={it}
                votes={votes.get(it.id)}
                like={like && { question: like, votes: votes.get(like.id) }}
                candidates={candidates.filter((other) => other.id !== it.id)}
                panellists={panellists}
                form={form?.id === it.id ? form.form : undefined}
                isSelected={it.id === selected}
                isBusy={desk.isBusy(it.id)}
                {...handlersOf(it)}
              />
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function handlers(
  question: FiledQuestion,
  desk: Desk,
  onOpen: (form: FiledForm | undefined) => void,
): FiledHandlers {
  const close = () => onOpen(undefined)
  const primary = primaryAct[question.state]
  return {
    onOpen,
    onUndo: () => desk.undo(question),
    onPrimary: () =>
      void (primary && desk.does(question, primary, (seen) => act(`questions:${primary}`, seen))),
    onDismiss(reason) {
      close()
      void desk.does(question, 'dismiss', (seen) => act('questions:dismiss', { ...seen, reason }))
    },
    onMerge({ id, version }) {
      close()
      void desk.does(question, 'merge', (seen) =>
        act('questions:merge', { ...seen, into: id, intoBase: version }),
      )
    },
    onAssign(to) {
      close()
      void desk.does(question, 'assign', (seen) => act('questions:assign', { ...seen, to }))
    },
    onAnswer(text) {
      close()
      void desk.does(question, 'answer', (seen) => act('questions:answer', { ...seen, text }))
    },
    onLabel(label) {
      close()
      void desk.does(question, 'label', (seen) => act('questions:label', { ...seen, label }))
    },
    onNext: (on) => void desk.does(question, 'putNext', (seen) => act('questions:putNext', { ...seen, on })),
  }
}

const isWriting = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element && target.closest('input, textarea, select') !== null

/** The letter where the keyboard has one, else its place: so it works in every script. */
const codeOf = ({ key, code }: KeyboardEvent): string =>
  /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : code

function onKey(code: string, question: FiledQuestion, { onPrimary, onOpen, onUndo }: FiledHandlers): boolean {
  if (code === 'KeyA' && primaryAct[question.state]) return (onPrimary(), true)
  if (code === 'KeyZ' && question.undoable) return (onUndo(), true)
  const form = formKeys[code as keyof typeof formKeys] as FiledForm | undefined
  if (!form || !allows(question.state, form)) return false
  onOpen(form)
  return true
}

/** One question is selected; when it leaves the list the next takes its place, and the focus with it. */
function useSelection(shown: readonly FiledQuestion[]) {
  const [chosen, setChosen] = useState<{ id: string; at: number }>()
  const hasFocus = useRef(false)
  const listRef = useRef<HTMLOListElement>(null)
  const selected = shown.some((it) => it.id === chosen?.id)
    ? chosen?.id
    : shown[Math.min(chosen?.at ?? 0, shown.length - 1)]?.id
  const focusOn = (id: string | undefined) =>
    listRef.current?.querySelector<HTMLElement>(`[data-question="${id}"]`)?.focus()
  useEffect(() => {
    if (hasFocus.current && document.activeElement === document.body) focusOn(selected)
  }, [selected])
  const select = (id: string, withFocus = false) => {
    setChosen({ id, at: shown.findIndex((it) => it.id === id) })
    if (withFocus) focusOn(id)
  }
  return {
    selected,
    select,
    listRef,
    onFocus(event: FocusEvent) {
      hasFocus.current = true
      const id = event.target.closest<HTMLElement>('[data-question]')?.dataset['question']
      if (id !== undefined && id !== chosen?.id) select(id)
    },
    onBlur(event: FocusEvent) {
      // A removed row loses the focus to nothing: that is not leaving.
      if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) hasFocus.current = false
    },
  }
}
