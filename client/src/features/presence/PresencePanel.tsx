import { useDeferredValue, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { PeoplePage } from '@rostrum/shared/features/presence/presence.contract.ts'
import { channelId } from '@rostrum/shared/kernel/channel.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { useChannel } from '#kernel/live.ts'
import { useMe } from '#kernel/me.ts'
import { useSessionPeople } from '#kernel/sessionPeople.ts'
import type { Pages } from '#kernel/pages.ts'
import { Avatar } from '#ui/Avatar.tsx'
import { Button } from '#ui/Button.tsx'
import { Icon } from '#ui/Icon.tsx'
import { MenuButton, MenuItem } from '#ui/Menu.tsx'
import { Failed, Skeleton } from '#ui/states.tsx'
import { noteHere, useHere, usePresenceSignals } from './presence.store.ts'
import './presence.css'

export interface PresencePanelProps {
  readonly session: SessionId
  /** Whether this person is listed, and how to change that: one's profile is another feature's. */
  readonly listing: ReactNode
  readonly onReport: (person: Listed) => void
}
type Listed = PeoplePage['people'][number]

/** How many are here, and those of them who agreed to be named. */
export function PresencePanel({ session, listing, onReport }: PresencePanelProps) {
  useChannel(channelId('session', session))
  usePresenceSignals()
  const here = useHere(session)
  const me = useMe()
  return (
    <div className="panel__scroll stack">
      {here !== undefined && (
        <p className="sm">
          <FormattedMessage
            id="presence.here"
            values={{ count: here, b: (text) => <b className="strong num">{text}</b> }}
          />
        </p>
      )}
      {/* Anew when one agrees or takes it back: one's own name comes or goes at once. */}
      <Audience key={`${me.listed}`} session={session} onReport={onReport} />
      <div className="sm">{listing}</div>
    </div>
  )
}

/**
 * A list of nobody is read by nobody, so it need not stand still: it is asked for again whenever the count changes. One
 * comes here before one's own coming is counted.
 */
function useReadAgain(count: number | undefined, reload: () => void): void {
  useEffect(() => {
    if (count !== undefined) reload()
  }, [count, reload])
}

function Audience({ session, onReport }: Pick<PresencePanelProps, 'session' | 'onReport'>) {
  const { formatMessage } = useIntl()
  const [search, setSearch] = useState('')
  const found = useSessionPeople(session, useDeferredValue(search))
  const last = found.pages.at(-1)
  const here = useHere(session)
  useEffect(() => {
    if (last) noteHere(session, last.here)
  }, [session, last])
  useReadAgain(last?.listed === 0 ? here : undefined, found.reload)
  return (
    <section className="stack" aria-labelledby="presence-audience">
      <div className="row row--between">
        <h2 className="h-card" id="presence-audience">
          <FormattedMessage id="presence.audience" />
        </h2>
        {last && (
          <span className="meta num">
            <FormattedMessage id="presence.listed" values={{ count: last.listed }} />
          </span>
        )}
      </div>
      <div className="search">
        <Icon name="search" />
        <input
          className="input"
          type="search"
          dir="auto"
          maxLength={100}
          value={search}
          aria-label={formatMessage({ id: 'presence.search' })}
          placeholder={formatMessage({ id: 'presence.searchHint' })}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <Names {...found} isSearch={search !== ''} onReport={onReport} />
    </section>
  )
}

interface NamesProps extends Pages<PeoplePage> {
  readonly isSearch: boolean
  readonly onReport: (person: Listed) => void
}

function Names({ pages, hasMore, failed, reload, more, isSearch, onReport }: NamesProps) {
  const { formatMessage } = useIntl()
  const me = useMe()
  const people = pages.flatMap((it) => it.people)
  if (failed && pages.length === 0)
    return (
      <Failed onRetry={reload}>
        <FormattedMessage id="presence.failed" />
      </Failed>
    )
  if (pages.length === 0) return <Skeleton lines={4} />
  if (people.length === 0)
    return (
      <p className="sm pp__none">
        <FormattedMessage id={isSearch ? 'presence.nobodyFound' : 'presence.nobodyListed'} />
      </p>
    )
  return (
    <>
      <ul>
        {people.map((it) => (
          <li key={it.id} className="pp">
            <Avatar name={it.name} presence="here" />
            <div className="grow">
              <p className="strong clip" dir="auto">
                {it.name}
              </p>
              {it.organisation && (
                <p className="meta clip" dir="auto">
                  {it.organisation}
                </p>
              )}
            </div>
            {it.id !== me.id && (
              <MenuButton
                label={formatMessage({ id: 'presence.moreFor' }, { name: it.name })}
                face={<Icon name="more" />}
                kind="quiet"
                size="sm"
                icon
              >
                <MenuItem icon="flag" onAction={() => onReport(it)}>
                  <FormattedMessage id="presence.report" />
                </MenuItem>
              </MenuButton>
            )}
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button size="sm" onClick={more}>
          <FormattedMessage id="presence.more" />
        </Button>
      )}
    </>
  )
}
