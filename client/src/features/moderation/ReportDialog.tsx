import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import { FormattedMessage } from 'react-intl'
import { Rule } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { Target } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { RadioGroup, TextArea } from '#ui/Field.tsx'
import { showToast } from '#ui/toast.tsx'
import { UserText } from '#ui/UserText.tsx'
import { report } from './moderation.actions.ts'

export interface ReportDialogProps {
  readonly session: SessionId
  readonly target: Target
  /** Whose it is, or who it is; null when that is not known. */
  readonly name: string | null
  readonly onClose: () => void
}

const form = 'report-form'

/** To the moderators, and to nobody else: they see what was said as it is now, and not who reported it. */
export function ReportDialog({ session, target, name, onClose }: ReportDialogProps) {
  const [reason, setReason] = useState<Rule>('other')
  const [note, setNote] = useState('')
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault()
    void report(session, { target, reason, note: note.trim() === '' ? null : note.trim() })
    showToast(<FormattedMessage id="moderation.report.thanks" />)
    onClose()
  }
  return (
    <Dialog
      title={
        name === null ? (
          <FormattedMessage id="moderation.report.titleUnnamed" />
        ) : (
          <FormattedMessage id="moderation.report.title" values={{ name: <UserText>{name}</UserText> }} />
        )
      }
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>
            <FormattedMessage id="moderation.cancel" />
          </Button>
          <Button kind="primary" type="submit" form={form}>
            <FormattedMessage id="moderation.report.send" />
          </Button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={onSubmit}>
        <RadioGroup
          legend={<FormattedMessage id="moderation.report.why" />}
          value={reason}
          onChange={setReason}
          options={Rule.options.map((value) => ({
            value,
            label: <FormattedMessage id={`moderation.rule.${value}`} />,
          }))}
        />
        <TextArea
          label={<FormattedMessage id="moderation.report.words" />}
          hint={<FormattedMessage id="moderation.report.hint" />}
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
