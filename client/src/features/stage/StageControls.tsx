import { useState } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Phase, StageState } from '@rostrum/shared/features/stage/stage.contract.ts'
import { isCountingDown, nextStates } from '@rostrum/shared/features/stage/stage.policy.ts'
import type { InputOf } from '@rostrum/shared/kernel/contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Wire } from '@rostrum/shared/protocol.ts'
import { clock } from '#kernel/clock.ts'
import { useSlice } from '#kernel/live.ts'
import { useNow } from '#kernel/now.ts'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { Select, TextArea } from '#ui/Field.tsx'
import { Icon } from '#ui/Icon.tsx'
import { showToast } from '#ui/toast.tsx'
import { act } from './stage.actions.ts'
import { clockOf } from './clock.ts'
import { stageStore } from './stage.store.ts'
import './stage.css'

const countdownSeconds = 10

interface StageControlsProps {
  readonly session: SessionId
  readonly watching: number | undefined
}

type Change = Omit<InputOf<Wire, 'stage:setState'>, 'session' | 'base'>

/** For those who run the session: live, pause, end. Each says what it will do to everyone. */
export function StageControls({ session, watching }: StageControlsProps) {
  const { formatMessage } = useIntl()
  const phase = useSlice(stageStore, 'session', session)
  const now = useNow(1_000)
  const [asking, setAsking] = useState<'pause' | 'end'>()
  const next = nextStates(phase, new Date(now))
  const counting = isCountingDown(phase, new Date(now))

  async function set(change: Change): Promise<void> {
    setAsking(undefined)
    const refused = await act('stage:setState', { session, base: phase.version, ...change })
    if (refused)
      showToast(formatMessage({ id: `stage.set.${refused === 'conflict' ? 'conflict' : 'refused'}` }))
  }

  const offers: Readonly<Record<StageState, ReactNode>> = {
    preparing: (
      <Button kind="stage" onClick={() => void set({ state: 'preparing' })}>
        <FormattedMessage id={counting ? 'stage.stopCountdown' : 'stage.reopen'} />
      </Button>
    ),
    live: (
      <Button
        kind="live"
        onClick={() =>
          void set({ state: 'live', countdown: phase.state === 'paused' ? 0 : countdownSeconds })
        }
      >
        <Icon name="play" />
        <FormattedMessage id={phase.state === 'paused' ? 'stage.goOn' : 'stage.goLive'} />
      </Button>
    ),
    paused: (
      <Button kind="stage" onClick={() => setAsking('pause')}>
        <Icon name="pause" />
        <span className="stage__word">
          <FormattedMessage id="stage.pause" />
        </span>
      </Button>
    ),
    ended: (
      <Button kind="live" onClick={() => setAsking('end')}>
        <Icon name="leave" />
        <FormattedMessage id="stage.end" />
      </Button>
    ),
  }

  return (
    <div className="row stage__controls">
      <Clock phase={phase} counting={counting} now={now} />
      {next.map((state) => (
        <span key={state}>{offers[state]}</span>
      ))}
      {asking === 'pause' && <PauseDialog onClose={() => setAsking(undefined)} onPause={set} />}
      {asking === 'end' && (
        <EndDialog
          watching={watching}
          onClose={() => setAsking(undefined)}
          onEnd={() => void set({ state: 'ended' })}
        />
      )}
    </div>
  )
}

interface ClockProps {
  readonly phase: Pick<Phase, 'state' | 'since'>
  readonly counting: boolean
  readonly now: number
}

/** How long it has been live, or how soon it will be. */
function Clock({ phase: { state, since }, counting, now }: ClockProps) {
  const { formatMessage } = useIntl()
  if (state !== 'live' || !since) return null
  return (
    <span className="stage__clock num" role="timer" aria-label={formatMessage({ id: 'stage.onAirFor' })}>
      {counting ? `−${Math.ceil((Date.parse(since) - now) / 1_000)}` : clockOf(now - Date.parse(since))}
    </span>
  )
}

interface PauseDialogProps {
  readonly onClose: () => void
  readonly onPause: (change: Change) => Promise<void>
}

const pauses = [2, 5, 10, 15, 30] as const

function PauseDialog({ onClose, onPause }: PauseDialogProps) {
  const { formatMessage } = useIntl()
  const [note, setNote] = useState('')
  const [minutes, setMinutes] = useState(0)
  const pause = () =>
    onPause({
      state: 'paused',
      ...(note.trim() ? { note: note.trim() } : {}),
      ...(minutes > 0 ? { backAt: new Date(clock.now() + minutes * 60_000).toISOString() } : {}),
    })
  return (
    <Dialog
      title={<FormattedMessage id="stage.pauseTitle" />}
      onClose={onClose}
      foot={
        <Button kind="primary" onClick={() => void pause()}>
          <FormattedMessage id="stage.pause" />
        </Button>
      }
    >
      <div className="stack">
        <p>
          <FormattedMessage id="stage.pauseText" />
        </p>
        <TextArea
          label={<FormattedMessage id="stage.pauseNote" />}
          rows={2}
          maxLength={280}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <Select
          label={<FormattedMessage id="stage.backIn" />}
          value={minutes}
          onChange={({ target }) => setMinutes(Number(target.value))}
        >
          <option value={0}>{formatMessage({ id: 'stage.backUnknown' })}</option>
          {pauses.map((it) => (
            <option key={it} value={it}>
              {formatMessage({ id: 'stage.minutes' }, { minutes: it })}
            </option>
          ))}
        </Select>
      </div>
    </Dialog>
  )
}

function EndDialog(props: {
  readonly watching: number | undefined
  readonly onClose: () => void
  readonly onEnd: () => void
}) {
  const { watching = 0, onClose, onEnd } = props
  return (
    <Dialog
      title={<FormattedMessage id="stage.endTitle" />}
      onClose={onClose}
      foot={
        <Button kind="danger-solid" onClick={onEnd}>
          <FormattedMessage id="stage.endFor" values={{ count: watching }} />
        </Button>
      }
    >
      <p>
        <FormattedMessage id="stage.endText" />
      </p>
    </Dialog>
  )
}
