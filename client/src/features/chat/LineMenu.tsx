import { FormattedMessage } from 'react-intl'
import type { Message } from '@rostrum/shared/features/chat/chat.contract.ts'
import { mayHide, mayTakeBack } from '@rostrum/shared/features/chat/chat.policy.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { MenuHead, MenuItem } from '#ui/Menu.tsx'
import { showToast } from '#ui/toast.tsx'
import { hide, restore, takeBack } from './chat.actions.ts'
import type { HideReason } from './chat.actions.ts'

export interface LineMenuProps {
  readonly message: Message
  readonly session: SessionId
  readonly standing: Standing
  readonly onAnswer: () => void
  readonly onReport: () => void
  readonly onTakeBack: () => void
  /** For those who run the session: what to do about its author. */
  readonly onRestrict: () => void
}

const reasons: readonly HideReason[] = ['advertising', 'insult', 'private_data', 'off_topic']

/** What can be done with a line. Hiding acts at once and can be undone; taking back is for good, and so it asks. */
export function LineMenu({ message, session, standing, ...on }: LineMenuProps) {
  const isMine = message.by?.id === standing.person
  const hideFor = async (reason: HideReason) => {
    const answer = await hide(session, message.id, reason)
    if (answer.ok) showToast(<FormattedMessage id="chat.hidden" />, () => void restore(session, message.id))
  }
  return (
    <>
      <MenuItem icon="reply" onAction={on.onAnswer}>
        <FormattedMessage id="chat.answer" />
      </MenuItem>
      <MenuItem icon="text" onAction={() => void navigator.clipboard.writeText(message.text ?? '')}>
        <FormattedMessage id="chat.copy" />
      </MenuItem>
      {!isMine && (
        <MenuItem icon="flag" onAction={on.onReport}>
          <FormattedMessage id="chat.report" />
        </MenuItem>
      )}
      {mayTakeBack(standing, message) && (
        <MenuItem icon="trash" onAction={on.onTakeBack}>
          <FormattedMessage id="chat.takeBack" />
        </MenuItem>
      )}
      {!isMine && mayHide(standing, message) && (
        <>
          <MenuItem icon="gavel" onAction={on.onRestrict}>
            <FormattedMessage id="chat.restrict" />
          </MenuItem>
          <MenuHead>
            <FormattedMessage id="chat.hide" />
          </MenuHead>
          {reasons.map((reason) => (
            <MenuItem key={reason} icon="eyeoff" onAction={() => void hideFor(reason)}>
              <FormattedMessage id={`chat.reason.${reason}`} />
            </MenuItem>
          ))}
        </>
      )}
    </>
  )
}

export interface TakeBackDialogProps {
  readonly message: Message
  readonly session: SessionId
  readonly onClose: () => void
}

export function TakeBackDialog({ message, session, onClose }: TakeBackDialogProps) {
  const act = () => {
    void takeBack(session, message.id)
    onClose()
  }
  return (
    <Dialog
      title={<FormattedMessage id="chat.takeBackTitle" />}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>
            <FormattedMessage id="chat.keep" />
          </Button>
          <Button kind="danger-solid" onClick={act}>
            <FormattedMessage id="chat.takeBackForAll" />
          </Button>
        </>
      }
    >
      <p>
        <FormattedMessage id="chat.takeBackText" />
      </p>
    </Dialog>
  )
}
