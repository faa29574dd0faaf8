import { FormattedMessage, useIntl } from 'react-intl'
import type { Backstage } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useSlice } from '#kernel/live.ts'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { ListSection } from '#ui/ListSection.tsx'
import { Tag } from '#ui/marks.tsx'
import { showToast } from '#ui/toast.tsx'
import { DeskRow } from './DeskRow.tsx'
import { act } from './stage.actions.ts'
import type { StageOfTab } from './stage.media.ts'
import { stageStore } from './stage.store.ts'

interface GreenRoomProps {
  readonly session: SessionId
  readonly directs: boolean
  readonly of: StageOfTab
}

/** Who is prepared behind the stage: they see and hear each other, and the audience neither. */
export function GreenRoom({ session, directs, of }: GreenRoomProps) {
  const { people } = useSlice(stageStore, 'backstage', session)
  const { onAir } = useSlice(stageStore, 'session', session)
  const waiting = people.filter((it) => !onAir.some((entry) => entry.id === it.id))
  const heard = of.state === 'in' ? (of.now.backstage?.performers ?? []) : []
  return (
    <ListSection
      title={<FormattedMessage id="stage.greenRoom" />}
      empty={<FormattedMessage id="stage.greenRoomEmpty" />}
    >
      {waiting.map((it) => (
        <Waiting
          key={it.id}
          entry={it}
          session={session}
          directs={directs}
          isSpeaking={heard.some((performer) => performer.id === it.id && performer.isSpeaking)}
        />
      ))}
    </ListSection>
  )
}

interface WaitingProps {
  readonly entry: Backstage
  readonly session: SessionId
  readonly directs: boolean
  readonly isSpeaking: boolean
}

function Waiting({ entry, session, directs, isSpeaking }: WaitingProps) {
  const { formatMessage } = useIntl()
  const bring = async () => {
    const refused = await act('stage:bringOnAir', { session, person: entry.id })
    if (refused) showToast(formatMessage({ id: 'stage.set.refused' }))
  }
  return (
    <DeskRow
      name={entry.card.name}
      presence={isSpeaking ? 'busy' : 'here'}
      under={<FormattedMessage id={`stage.role.${entry.role}`} />}
    >
      {entry.isReady && (
        <Tag tone="ok">
          <Icon name="okc" size="sm" /> <FormattedMessage id="stage.ready" />
        </Tag>
      )}
      {directs && (
        <Button kind="soft" size="sm" onClick={() => void bring()}>
          <FormattedMessage id="stage.bringUp" />
        </Button>
      )}
    </DeskRow>
  )
}
