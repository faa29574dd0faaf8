import { useEffect } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { MyInvitation } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { announce } from '#kernel/announce.ts'
import { useNow } from '#kernel/now.ts'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { Icon } from '#ui/Icon.tsx'
import { showToast } from '#ui/toast.tsx'
import { TestOwn } from './TestOwn.tsx'
import { act } from './stage.actions.ts'
import { clockOf } from './clock.ts'
import { joinStage, useStageMedia } from './stage.media.ts'

interface InvitationSheetProps {
  readonly session: SessionId
  readonly invitation: MyInvitation
}

/** Somebody gives me the floor: the microphone opens only after my yes, the camera apart from it. */
export function InvitationSheet({ session, invitation }: InvitationSheetProps) {
  const { formatMessage } = useIntl()
  const now = useNow(1_000)
  const of = useStageMedia(session)
  const left = Date.parse(invitation.until) - now
  useEffect(() => {
    announce(formatMessage({ id: 'stage.invited' }, { name: invitation.by.name }), 'assertive', 'invited')
    void joinStage({ session, backstage: false })
  }, [session, invitation.by.name, formatMessage])
  if (left <= 0) return null

  const answer = async (accept: boolean, camera = false) => {
    const refused = await act('stage:answerInvitation', { session, accept, base: invitation.version })
    if (refused) showToast(formatMessage({ id: 'stage.invitationGone' }))
    if (of.state !== 'in') return
    if (refused || !accept) return of.media.closeOwn()
    await of.media.set('camera', camera) // a test may have switched it on
    await of.media.set('microphone', true)
  }

  return (
    <Dialog
      sheet
      title={<FormattedMessage id="stage.invited" values={{ name: invitation.by.name }} />}
      onClose={() => void answer(false)}
      foot={
        <>
          <Button kind="quiet" onClick={() => void answer(false)}>
            <FormattedMessage id="stage.notNow" />
          </Button>
          <Button kind="secondary" onClick={() => void answer(true, true)}>
            <Icon name="cam" />
            <FormattedMessage id="stage.acceptWithPicture" />
          </Button>
          <Button kind="accent" onClick={() => void answer(true)}>
            <Icon name="mic" />
            <FormattedMessage id="stage.accept" />
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>
          <FormattedMessage id="stage.invitedText" />
        </p>
        {of.state === 'in' && <TestOwn media={of.media} now={of.now} />}
        <p className="meta num" role="timer">
          <FormattedMessage id="stage.answerWithin" values={{ time: clockOf(left) }} />
        </p>
      </div>
    </Dialog>
  )
}
