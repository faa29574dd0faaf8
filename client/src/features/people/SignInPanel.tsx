import { useEffect, useState } from 'react'
import { FormattedMessage } from 'react-intl'
import { HttpFailure } from '#kernel/http.ts'
import type { HttpFailureCode } from '#kernel/http.ts'
import { useLanguage } from '#kernel/i18n.tsx'
import { askForLink } from './people.actions.ts'
import type { Asked } from './people.actions.ts'
import { LinkSent } from './LinkSent.tsx'
import { OfflineCard } from './OfflineCard.tsx'
import { SignInForm } from './SignInForm.tsx'
import './people.css'

type Step =
  | { readonly step: 'form'; readonly failure?: HttpFailureCode }
  | { readonly step: 'asking' }
  | { readonly step: 'offline' }
  | { readonly step: 'sent'; readonly asked: Asked; readonly at: Date }

const offlineEveryMs = 4_000

/** One field; then what to do with the mail. What is asked for without a line goes out when the line is back. */
export function SignInPanel({ next }: { readonly next: string }) {
  const { language } = useLanguage()
  const [email, setEmail] = useState('')
  const [now, setNow] = useState<Step>({ step: 'form' })

  const ask = async () => {
    setNow((it) => (it.step === 'offline' ? it : { step: 'asking' }))
    try {
      setNow({ step: 'sent', asked: await askForLink({ email, next, language }), at: new Date() })
    } catch (error) {
      const code = error instanceof HttpFailure ? error.code : 'unavailable'
      setNow(code === 'offline' ? { step: 'offline' } : { step: 'form', failure: code })
    }
  }
  useWhenBack(now.step === 'offline', ask)

  if (now.step === 'sent')
    return <LinkSent asked={now.asked} at={now.at} onAgain={ask} onOther={() => setNow({ step: 'form' })} />
  if (now.step === 'offline') return <OfflineCard onGiveUp={() => setNow({ step: 'form' })} />
  return (
    <SignInForm
      email={email}
      busy={now.step === 'asking'}
      failure={now.step === 'form' ? now.failure : undefined}
      onEmail={setEmail}
      onAsk={() => void ask()}
    >
      <ol className="next">
        <li>
          <FormattedMessage id="people.signIn.next.mail" />
        </li>
        <li>
          <FormattedMessage id="people.signIn.next.link" />
        </li>
        <li>
          <FormattedMessage id="people.signIn.next.stay" />
        </li>
      </ol>
    </SignInForm>
  )
}

/** Tries again when the browser says that there is a line, and now and then because it may not notice. */
function useWhenBack(waiting: boolean, act: () => Promise<void>): void {
  useEffect(() => {
    if (!waiting) return undefined
    const again = () => void act()
    const timer = setInterval(again, offlineEveryMs)
    addEventListener('online', again)
    return () => {
      clearInterval(timer)
      removeEventListener('online', again)
    }
  })
}
