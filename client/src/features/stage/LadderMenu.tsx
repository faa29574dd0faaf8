import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl'
import type { Ladder, StageMedia, StageMediaState } from '#kernel/media/types.ts'
import { Icon } from '#ui/Icon.tsx'
import type { IconName } from '#ui/icons.ts'

const steps: readonly { readonly step: Ladder; readonly icon: IconName; readonly kbits: number }[] = [
  { step: 'full', icon: 'cam', kbits: 1_500 },
  { step: 'saver', icon: 'photo', kbits: 180 },
  { step: 'audio', icon: 'head', kbits: 30 },
  { step: 'text', icon: 'text', kbits: 2 },
]

/** How much comes over the line: less is a choice, not a failure. */
export function LadderMenu({ media, now }: { readonly media: StageMedia; readonly now: StageMediaState }) {
  const { formatMessage } = useIntl()
  return (
    <div className="stage__pop stage__ladder">
      <p className="sm strong">
        <FormattedMessage id="stage.ladder" />
      </p>
      <div className="ladder" role="radiogroup" aria-label={formatMessage({ id: 'stage.ladder' })}>
        {steps.map(({ step, icon, kbits }) => (
          <button
            key={step}
            type="button"
            role="radio"
            className="step"
            aria-checked={now.ladder === step}
            onClick={() => media.choose(step)}
          >
            <span className="step__i">
              <Icon name={icon} />
            </span>
            <span>
              <b>
                <FormattedMessage id={`stage.ladder.${step}`} />
              </b>
              <small>
                <FormattedMessage id={`stage.ladder.${step}.text`} />
              </small>
            </span>
            <span className="step__r">
              <FormattedMessage id="stage.kbits" values={{ kbits }} />
            </span>
          </button>
        ))}
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={now.chosen === 'auto'}
          onChange={({ target }) => media.choose(target.checked ? 'auto' : now.ladder)}
        />
        <span>
          <FormattedMessage id="stage.ladder.auto" />
        </span>
      </label>
      <p className="meta num">
        <FormattedMessage
          id="stage.receiving"
          values={{ kbits: <FormattedNumber value={Math.round(now.kbits)} /> }}
        />
      </p>
    </div>
  )
}
