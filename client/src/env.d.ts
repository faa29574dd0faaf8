/// <reference types="vite/client" />

/** The fingerprint of the wire this client was built for. */
declare const __WIRE__: string

declare module 'virtual:messages/*' {
  import type { MessageFormatElement } from 'react-intl'
  const messages: Record<string, MessageFormatElement[]>
  export default messages
}
