import { useState } from 'react'
import type { SyntheticEvent } from 'react'
import { FormattedMessage } from 'react-intl'
import type { MyRestriction } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextArea } from '#ui/Field.tsx'
import { Icon } from '#ui/Icon.tsx'
import { Banner } from '#ui/states.tsx'
import { UserText } from '#ui/UserText.tsx'
import { appeal } from './moderation.actions.ts'
import { useComingBack, useMyRestrictions } from './moderation.store.ts'
import { Moment } from './Moment.tsx'
import './moderation.css'

/** Told in the reader's language: what, by which rule, until when, and how to ask for a second look. */
export function RestrictionNotice({ restriction }: { readonly restriction: MyRestriction }) {
  return (
    <div className="well row row--top" role="status">
      <Icon name="clock" />
      <div className="sm grow">
        <What restriction={restriction} />
      </div>
    </div>
  )
}

/** For the whole app: being taken out of a session or banned from a forum is told wherever the person is. */
export function OutNotices() {
  useComingBack()
  return useMyRestrictions()
    .filter((it) => it.kind !== 'mute')
    .map((it) => (
      <Banner key={it.id} tone="live" icon="ban">
        <What restriction={it} />
      </Banner>
    ))
}

function What({ restriction }: { readonly restriction: MyRestriction }) {
  const { kind, session, until, reason, note } = restriction
  const [asking, setAsking] = useState(false)
  const scope = kind === 'mute' ? (session ? 'mute' : 'muteEverywhere') : kind
  return (
    <>
      <b className="strong">
        {until === null ? (
          <FormattedMessage id={`moderation.mine.${scope}`} />
        ) : (
          <FormattedMessage id={`moderation.mine.until.${scope}`} values={{ time: <Moment at={until} /> }} />
        )}
      </b>{' '}
      <FormattedMessage
        id="moderation.mine.reason"
        values={{ reason: <FormattedMessage id={`moderation.rule.${reason}`} /> }}
      />{' '}
      {note && <UserText>{note}</UserText>}{' '}
      {restriction.appealedAt ? (
        <FormattedMessage id="moderation.appeal.asked" />
      ) : (
        <button type="button" className="link" onClick={() => setAsking(true)}>
          <FormattedMessage id="moderation.appeal.ask" />
        </button>
      )}
      {asking && <AppealDialog restriction={restriction} onClose={() => setAsking(false)} />}
    </>
  )
}

const form = 'appeal-form'

function AppealDialog(props: { readonly restriction: MyRestriction; readonly onClose: () => void }) {
  const [words, setWords] = useState('')
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault()
    void appeal(props.restriction.id, words.trim())
    props.onClose()
  }
  return (
    <Dialog
      title={<FormattedMessage id="moderation.appeal.ask" />}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onClose}>
            <FormattedMessage id="moderation.cancel" />
          </Button>
          <Button kind="primary" type="submit" form={form}>
            <FormattedMessage id="moderation.appeal.send" />
          </Button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={onSubmit}>
        <p>
          <FormattedMessage id="moderation.appeal.text" />
        </p>
        <TextArea
          label={<FormattedMessage id="moderation.appeal.words" />}
          value={words}
          required
          maxLength={500}
          onChange={(event) => setWords(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
