import { useEffect, useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import { Icon } from '#ui/Icon.tsx'
import type { IconName } from '#ui/icons.ts'
import { DevicesSection } from './DevicesSection.tsx'
import { LanguageSection } from './LanguageSection.tsx'
import { LineSection } from './LineSection.tsx'
import { PageSection } from './PageSection.tsx'
import { PrivacySection } from './PrivacySection.tsx'
import { useProfileEdit } from './useProfileEdit.ts'
import type { SaveState } from './useProfileEdit.ts'
import { YouSection } from './YouSection.tsx'
import './people.css'

const sections: readonly { readonly id: string; readonly icon: IconName }[] = [
  { id: 'you', icon: 'people' },
  { id: 'language', icon: 'globe' },
  { id: 'page', icon: 'text' },
  { id: 'line', icon: 'wifi' },
  { id: 'privacy', icon: 'shield' },
  { id: 'devices', icon: 'laptop' },
]

/** Profile and settings: every change is kept at once. */
export function SettingsPanel({
  me,
  forumZone,
}: {
  readonly me: Profile
  readonly forumZone: string | undefined
}) {
  const edit = useProfileEdit(me)
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="h-page">
            <FormattedMessage id="people.settings.title" />
          </h1>
          <p className="meta">
            <FormattedMessage id="people.settings.intro" />
          </p>
        </div>
        <SaveMark saved={edit.saved} />
      </div>
      <div className="se">
        <Rail />
        <div className="sets">
          <YouSection me={me} edit={edit} />
          <LanguageSection me={me} edit={edit} forumZone={forumZone} />
          <PageSection />
          <LineSection />
          <PrivacySection me={me} edit={edit} />
          <DevicesSection />
        </div>
      </div>
    </>
  )
}

function Rail() {
  const { formatMessage } = useIntl()
  const [now, setNow] = useState(() => location.hash.slice(1) || 'you')
  useEffect(() => {
    const follow = () => setNow(location.hash.slice(1) || 'you')
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return (
    <nav className="rail" aria-label={formatMessage({ id: 'people.settings.parts' })}>
      <ul>
        {sections.map(({ id, icon }) => (
          <li key={id}>
            <a href={`#${id}`} {...(id === now ? { 'aria-current': true } : {})}>
              <Icon name={icon} size="sm" />
              <FormattedMessage id={`people.settings.${id}`} />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Kept, on its way, or waiting for the line. */
function SaveMark({ saved }: { readonly saved: SaveState }) {
  const { formatTime } = useIntl()
  const isGood = saved.state === 'saved'
  return (
    <span className={isGood || saved.state === 'saving' ? 'state' : 'state state--queued'} role="status">
      {isGood && <Icon name="check" size="sm" />}
      {saved.state === 'saved' && (
        <FormattedMessage id="people.saved.saved" values={{ time: formatTime(saved.at) }} />
      )}
      {saved.state !== 'saved' && saved.state !== 'idle' && (
        <FormattedMessage id={`people.saved.${saved.state}`} />
      )}
    </span>
  )
}
