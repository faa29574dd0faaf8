import { useIntl } from 'react-intl'
import { useLanguage } from '#kernel/i18n.tsx'
import { uiLanguages } from '#kernel/languages.ts'
import { Icon } from '#ui/Icon.tsx'
import { MenuButton, MenuItem } from '#ui/Menu.tsx'

/** The languages of the interface by their own names: nobody has to read the present one to find theirs. */
export function LanguageMenu() {
  const { formatMessage } = useIntl()
  const { language, choose } = useLanguage()
  const name = uiLanguages.find((it) => it.tag === language)?.name
  return (
    <MenuButton
      kind="quiet"
      label={`${name}. ${formatMessage({ id: 'shell.language' })}`}
      face={
        <>
          <Icon name="globe" />
          <span className="not-phone">{name}</span>
        </>
      }
    >
      {uiLanguages.map((it) => (
        <MenuItem key={it.tag} lang={it.tag} checked={it.tag === language} onAction={() => choose(it.tag)}>
          <bdi>{it.name}</bdi>
        </MenuItem>
      ))}
    </MenuButton>
  )
}
