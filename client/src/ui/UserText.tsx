/** What a person wrote, within a sentence of ours: its direction stays inside. */
export function UserText({
  children,
  lang,
}: {
  readonly children: string
  readonly lang?: string | undefined
}) {
  return <bdi {...(lang ? { lang } : {})}>{children}</bdi>
}

/** What a person wrote, as a block of its own: it takes its own direction, line breaks are kept. */
export function UserBlock({
  children,
  lang,
  className,
}: {
  readonly children: string
  readonly lang?: string | undefined
  readonly className?: string
}) {
  return (
    <p dir="auto" className={className} style={{ whiteSpace: 'pre-line' }} {...(lang ? { lang } : {})}>
      {children}
    </p>
  )
}
