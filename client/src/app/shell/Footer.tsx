import { FormattedMessage } from 'react-intl'
import { useLine } from '#kernel/live.ts'
import { useMaybeMe } from '#kernel/me.ts'
import { LineMark } from '#ui/marks.tsx'
import { useForum, useText } from '../forum.tsx'

export function Footer() {
  const forum = useForum()
  const text = useText(forum)
  const me = useMaybeMe()
  const line = useLine()
  return (
    <footer className="sitefoot">
      <div className="sitefoot__in">
        <span>
          {forum ? (
            <FormattedMessage id="shell.footer" values={{ forum: text(forum.name).text }} />
          ) : (
            'Rostrum'
          )}
        </span>
        {forum?.isDemo && <FormattedMessage id="shell.demo" />}
        {me && (
          <span className="row push" style={{ '--gap': '.4rem' } as object}>
            <FormattedMessage id="shell.connection" />
            <LineMark quality={line.state === 'online' ? 4 : 1} />
          </span>
        )}
      </div>
    </footer>
  )
}
