import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Actor } from './feature.ts'

/** Why somebody is not let in. */
export type NoActor = 'signed_out' | 'banned' | 'upgrade_required' | 'unavailable'

export interface Door {
  /** Who a request's cookies speak for. Throws a Failure when that person is shut out of the whole deployment. */
  readonly authenticate: (cookies: string | undefined) => Promise<Actor | undefined>
  /** The fingerprint of our wire: who says another was built for another server. */
  readonly wire: string
  readonly limits: { readonly authenticateMs: number }
}

/** What a client says of itself when it connects. */
interface Handshake {
  readonly auth: Readonly<Record<string, unknown>>
  readonly headers: { readonly cookie?: string | undefined }
}

export async function greet({ auth: { wire }, headers }: Handshake, door: Door): Promise<Actor | NoActor> {
  if (wire !== undefined && wire !== door.wire) return 'upgrade_required'
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<NoActor>((resolve) => {
    timer = setTimeout(() => resolve('unavailable'), door.limits.authenticateMs)
  })
  try {
    return await Promise.race([identify(door, headers.cookie), late])
  } catch {
    return 'unavailable'
  } finally {
    clearTimeout(timer)
  }
}

export async function identify(
  { authenticate }: Door,
  cookies: string | undefined,
): Promise<Actor | 'signed_out' | 'banned'> {
  try {
    return (await authenticate(cookies)) ?? 'signed_out'
  } catch (error) {
    if (error instanceof Failure) return 'banned'
    throw error
  }
}
