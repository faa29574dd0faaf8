import { useState } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Panic } from '@rostrum/shared/features/moderation/moderation.contract.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { Icon } from '#ui/Icon.tsx'
import { stop } from './moderation.actions.ts'
import { Moment } from './Moment.tsx'

export interface StopCardProps {
  readonly place: { readonly forum: ForumId; readonly session?: SessionId | undefined }
  readonly panic: Panic
  /** How many people it is for, as far as that is known. */
  readonly people: number | undefined
}

/** Acts at once, deletes nothing, and has one way back. */
export function StopCard({ place, panic, people }: StopCardProps) {
  const [asking, setAsking] = useState(false)
  const scope = place.session ? 'session' : 'forum'
  const act = () => {
    void stop(place, true)
    setAsking(false)
  }
  return (
    <section className="card card--pad stack panic" aria-labelledby={`stop-${scope}`}>
      <h3 className="h-section row panic__h" id={`stop-${scope}`}>
        <Icon name="stop" />
        <FormattedMessage id={`moderation.stop.${scope}`} />
      </h3>
      <p className="sm">
        <FormattedMessage id="moderation.stop.text" />
      </p>
      {panic.on && panic.since ? (
        <div className="row row--wrap">
          <span className="tag tag--live">
            <FormattedMessage id="moderation.stop.since" values={{ time: <Moment at={panic.since} /> }} />
          </span>
          <Button kind="primary" onClick={() => void stop(place, false)}>
            <FormattedMessage id="moderation.stop.goOn" />
          </Button>
        </div>
      ) : (
        <div>
          <Button kind="danger" onClick={() => setAsking(true)}>
            <FormattedMessage id="moderation.stop.begin" />
          </Button>
        </div>
      )}
      {asking && (
        <Dialog
          title={
            people === undefined ? (
              <FormattedMessage id="moderation.stop.title" />
            ) : (
              <FormattedMessage id="moderation.stop.titleFor" values={{ people }} />
            )
          }
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button onClick={() => setAsking(false)}>
                <FormattedMessage id="moderation.stop.leave" />
              </Button>
              <Button kind="danger-solid" onClick={act}>
                {people === undefined ? (
                  <FormattedMessage id="moderation.stop.now" />
                ) : (
                  <FormattedMessage id="moderation.stop.nowFor" values={{ people }} />
                )}
              </Button>
            </>
          }
        >
          <p>
            <FormattedMessage id="moderation.stop.text" />
          </p>
        </Dialog>
      )}
    </section>
  )
}
