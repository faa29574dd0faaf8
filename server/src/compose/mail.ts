import { createKeptMail } from '#adapters/mail/kept.ts'
import { startMailJob } from '#adapters/mail/mails.ts'
import type { MailJobOptions } from '#adapters/mail/mails.ts'
import { createSmtp } from '#adapters/mail/smtp.ts'
import type { AppOptions } from './options.ts'

type MailOptions = Pick<AppOptions, 'mail'> & { readonly production: boolean; readonly now: () => Date }

const idle = { look() {}, async stop() {} }

/** Where mail goes: to the server that was given; without one it is kept, and in development shown. */
export function createMail({ mail, production, now }: MailOptions) {
  const smtp = mail?.smtpUrl ? createSmtp(mail.smtpUrl, mail.from) : undefined
  const kept = createKeptMail(now)
  const isShown = !smtp && !production
  let job = idle
  return {
    /** The page that shows it. */
    mailbox: isShown ? '/dev/mail' : undefined,
    routes: isShown ? kept.routes : [],
    start(options: Omit<MailJobOptions, 'send'>) {
      job = startMailJob({ ...options, send: smtp?.send ?? kept.send })
    },
    /** Something was posted: do not wait for the next look. */
    look: () => job.look(),
    async stop() {
      await job.stop()
      smtp?.stop()
    },
  }
}
