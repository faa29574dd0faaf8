import { useEffect, useState } from 'react'
import { FormattedMessage } from 'react-intl'
import { HttpFailure } from '#kernel/http.ts'
import type { HttpFailureCode } from '#kernel/http.ts'
import { useLanguage } from '#kernel/i18n.tsx'
import { Failed, Skeleton } from '#ui/states.tsx'
import { ConfirmSignIn } from './ConfirmSignIn.tsx'
import { LinkSent } from './LinkSent.tsx'
import { OldLink } from './OldLink.tsx'
import { askAgain, confirmLink, lookAtLink } from './people.actions.ts'
import type { Asked, Link } from './people.actions.ts'
import './people.css'

type Step =
  | { readonly step: 'looking' }
  | { readonly step: 'link'; readonly link: Link; readonly busy: boolean }
  | { readonly step: 'sent'; readonly asked: Asked; readonly at: Date }
  | { readonly step: 'failed'; readonly code: HttpFailureCode }

const codeOf = (error: unknown): HttpFailureCode =>
  error instanceof HttpFailure ? error.code : 'unavailable'

export interface LinkPanelProps {
  readonly token: string
  readonly onDone: (next: string) => void
  readonly onAskAnew: () => void
}

/** The page that the link in a mail opens. */
export function LinkPanel({ token, onDone, onAskAnew }: LinkPanelProps) {
  const [now, setNow] = useState<Step>({ step: 'looking' })
  const [attempt, setAttempt] = useState(0)
  const { adopt } = useLanguage()

  useEffect(() => {
    let stale = false
    const show = (step: Step) => {
      if (!stale) setNow(step)
    }
    lookAtLink(token).then(
      (link) => show({ step: 'link', link, busy: false }),
      (error: unknown) => {
        const code = codeOf(error)
        // A link that was cut on its way is no link of ours.
        if (code === 'invalid') show({ step: 'link', link: { state: 'unknown' }, busy: false })
        else show({ step: 'failed', code })
      },
    )
    return () => void (stale = true)
  }, [token, attempt])

  const confirm = async (link: Link & { state: 'ready' }, shared: boolean) => {
    setNow({ step: 'link', link, busy: true })
    try {
      const { next, me } = await confirmLink({ token, elsewhere: !link.here, shared })
      // Somebody without a name has no profile yet that could ask for anything.
      if (me?.name) adopt(me.language)
      onDone(next)
    } catch (error) {
      const code = codeOf(error)
      if (code === 'expired') setNow({ step: 'link', link: { state: 'old', email: link.email }, busy: false })
      else setNow({ step: 'failed', code })
    }
  }
  const again = async () => {
    try {
      setNow({ step: 'sent', asked: await askAgain(token), at: new Date() })
    } catch (error) {
      setNow({ step: 'failed', code: codeOf(error) })
    }
  }

  if (now.step === 'looking') return <Skeleton lines={4} />
  if (now.step === 'sent')
    return <LinkSent asked={now.asked} at={now.at} onAgain={again} onOther={onAskAnew} />
  if (now.step === 'failed')
    return (
      <Failed onRetry={() => setAttempt((n) => n + 1)}>
        <FormattedMessage id={failureText[now.code] ?? 'people.signIn.failed.other'} />
      </Failed>
    )
  const { link, busy } = now
  if (link.state === 'ready')
    return <ConfirmSignIn {...link} busy={busy} onConfirm={({ shared }) => void confirm(link, shared)} />
  return <OldLink link={link} onAgain={() => void again()} onAskAnew={onAskAnew} />
}

const failureText: Partial<Record<HttpFailureCode, string>> = {
  offline: 'people.link.failed.offline',
  too_many: 'people.signIn.failed.tooMany',
}
