import { useIntl } from 'react-intl'
import { useMe } from '#kernel/me.ts'
import { SettingsPanel } from '../../features/people/SettingsPanel.tsx'
import { useForum } from '../forum.tsx'
import { useTitle } from './useTitle.ts'

export function SettingsPage() {
  const { formatMessage } = useIntl()
  const me = useMe()
  const forum = useForum()
  useTitle(formatMessage({ id: 'people.settings.title' }))
  return (
    <div className="page">
      <SettingsPanel me={me} forumZone={forum?.timeZone} />
    </div>
  )
}
