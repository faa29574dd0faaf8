import { FormattedMessage, useIntl } from 'react-intl'
import { useNavigate } from 'react-router'
import { postJson } from '#kernel/http.ts'
import type { Me } from '#kernel/me.ts'
import { chooseTheme, themes, useTheme } from '#kernel/theme.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { MenuButton, MenuHead, MenuItem } from '#ui/Menu.tsx'
import { showToast } from '#ui/toast.tsx'
import { showKeyHelp } from '../keys/keyHelp.ts'
import { slots } from '../slots.tsx'

const themeIcons = { system: 'monitor', light: 'sun', dark: 'moon' } as const
const themeNames = {
  system: 'shell.theme.system',
  light: 'shell.theme.light',
  dark: 'shell.theme.dark',
} as const

export function OwnMenu({ me }: { readonly me: Me }) {
  const { formatMessage } = useIntl()
  const navigate = useNavigate()
  const theme = useTheme()
  const signOut = () =>
    postJson('/api/sign-out', {}).then(
      // The page is loaded anew: nothing of this person stays in its memory.
      () => location.assign('/sign-in'),
      () => showToast(<FormattedMessage id="shell.signOutFailed" />),
    )
  return (
    <MenuButton
      kind="quiet"
      icon
      label={formatMessage({ id: 'shell.ownMenu' }, { name: me.name })}
      face={<Avatar name={me.name} size="sm" />}
    >
      <p className="menu__head" role="presentation">
        <bdi>{me.name}</bdi>
      </p>
      {slots.Settings && (
        <MenuItem icon="sliders" onAction={() => void navigate('/settings')}>
          <FormattedMessage id="shell.settings" />
        </MenuItem>
      )}
      <MenuItem icon="key" onAction={showKeyHelp}>
        <FormattedMessage id="keys.title" />
      </MenuItem>
      <MenuItem icon="leave" onAction={() => void signOut()}>
        <FormattedMessage id="shell.signOut" />
      </MenuItem>
      <MenuHead>
        <FormattedMessage id="shell.theme" />
      </MenuHead>
      {themes.map((it) => (
        <MenuItem key={it} icon={themeIcons[it]} checked={it === theme} onAction={() => chooseTheme(it)}>
          <FormattedMessage id={themeNames[it]} />
        </MenuItem>
      ))}
    </MenuButton>
  )
}
