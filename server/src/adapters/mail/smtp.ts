import nodemailer from 'nodemailer'

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** BCP 47, for the header `Content-Language`. */
  readonly language: string
}
export type SendMail = (mail: Mail) => Promise<void>

/** Sends through the server at `url` (`smtp://user:password@host:587`, `smtps://…`). */
export function createSmtp(url: string, from: string): { readonly send: SendMail; stop(): void } {
  const transport = nodemailer.createTransport({ url, disableFileAccess: true, disableUrlAccess: true })
  return {
    async send({ to, subject, text, html, language }) {
      await transport.sendMail({
        from,
        // As an object the address is one recipient, whatever signs it has; as a text it would be parsed as a list.
        to: { name: '', address: headerText(to) },
        subject: headerText(subject),
        text,
        html,
        headers: { 'Content-Language': headerText(language), 'Auto-Submitted': 'auto-generated' },
      })
    },
    stop: () => transport.close(),
  }
}

/** A line break in a header begins another header, of the sender's choice (CWE-93). */
export function headerText(value: string): string {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) throw new Error('a mail header holds a control character')
  return value
}
