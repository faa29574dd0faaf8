import { FormattedMessage, useIntl } from 'react-intl'
import type { OnAir, Source } from '@rostrum/shared/features/stage/stage.contract.ts'
import { isLive } from '@rostrum/shared/features/stage/stage.policy.ts'
import type { InputOf } from '@rostrum/shared/kernel/contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Wire } from '@rostrum/shared/protocol.ts'
import { useSlice } from '#kernel/live.ts'
import { useNow } from '#kernel/now.ts'
import { Icon } from '#ui/Icon.tsx'
import { ListSection } from '#ui/ListSection.tsx'
import { MenuButton, MenuItem } from '#ui/Menu.tsx'
import { showToast } from '#ui/toast.tsx'
import { DeskRow } from './DeskRow.tsx'
import { act } from './stage.actions.ts'
import type { StageCommand } from './stage.actions.ts'
import { clockOf } from './clock.ts'
import { stageStore } from './stage.store.ts'

interface OnAirListProps {
  readonly session: SessionId
  readonly directs: boolean
}

/** Who the audience sees and hears, and what the chair can do about each. */
export function OnAirList({ session, directs }: OnAirListProps) {
  const { onAir, spotlight } = useSlice(stageStore, 'session', session)
  return (
    <ListSection
      title={<FormattedMessage id="stage.onAir" values={{ count: onAir.length }} />}
      empty={<FormattedMessage id="stage.nobodyOnAir" />}
    >
      {onAir.map((it) => (
        <Speaker key={it.id} entry={it} session={session} directs={directs} isLarge={spotlight === it.id} />
      ))}
    </ListSection>
  )
}

interface SpeakerProps {
  readonly entry: OnAir
  readonly session: SessionId
  readonly directs: boolean
  readonly isLarge: boolean
}

function Speaker({ entry, session, directs, isLarge }: SpeakerProps) {
  const now = useNow(1_000)
  const phase = useSlice(stageStore, 'session', session)
  const live = isLive(phase, new Date(now))
  const since = Math.max(Date.parse(entry.since), Date.parse(phase.since ?? entry.since))
  return (
    <DeskRow
      name={entry.card.name}
      under={
        <>
          <FormattedMessage id={`stage.role.${entry.role}`} />
          {entry.stopped.map((source) => (
            <span key={source}>
              {' · '}
              <FormattedMessage id={`stage.stopped.${source}`} />
            </span>
          ))}
        </>
      }
    >
      {live && <span className="num meta">{clockOf(now - since)}</span>}
      {directs && <SpeakerMenu entry={entry} session={session} isLarge={isLarge} />}
    </DeskRow>
  )
}

function SpeakerMenu({ entry, session, isLarge }: Omit<SpeakerProps, 'directs'>) {
  const { formatMessage } = useIntl()
  const person = entry.id
  async function run<T extends StageCommand>(type: T, input: InputOf<Wire, T>): Promise<void> {
    const refused = await act(type, input)
    if (refused) showToast(formatMessage({ id: 'stage.set.refused' }))
  }
  return (
    <MenuButton
      label={formatMessage({ id: 'stage.actsOn' }, { name: entry.card.name })}
      face={<Icon name="more" />}
      kind="quiet"
      icon
    >
      {sources.map((source) => {
        const isStopped = entry.stopped.includes(source)
        return (
          <MenuItem
            key={source}
            icon={icons[source]}
            onAction={() => void run('stage:stop', { session, person, source, on: !isStopped })}
          >
            <FormattedMessage id={isStopped ? `stage.give.${source}` : `stage.stop.${source}`} />
          </MenuItem>
        )
      })}
      <MenuItem
        icon="target"
        onAction={() => void run('stage:spotlight', { session, person: isLarge ? null : person })}
      >
        <FormattedMessage id={isLarge ? 'stage.spotlight.off' : 'stage.spotlight.on'} />
      </MenuItem>
      <MenuItem icon="undo" onAction={() => void run('stage:takeOffAir', { session, person })}>
        <FormattedMessage id={entry.role === 'guest' ? 'stage.sendBack' : 'stage.takeOff'} />
      </MenuItem>
      <MenuItem icon="ban" onAction={() => void run('stage:remove', { session, person })}>
        <FormattedMessage id="stage.remove" />
      </MenuItem>
    </MenuButton>
  )
}

const sources: readonly Source[] = ['microphone', 'camera', 'screen']
const icons = { microphone: 'micoff', camera: 'camoff', screen: 'monitor' } as const
