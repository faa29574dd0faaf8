import type { Rate } from '@rostrum/shared/kernel/contract.ts'
import type { Limits } from './limits.ts'
import { createRateLimiter } from './rate.ts'

/** How often one sign-in may come to a door, before anything is looked up or read of what it brings. */
export interface Knocking {
  /** 0: come in. Otherwise: in so many milliseconds. */
  request(cookies: string | undefined): number
  handshake(cookies: string | undefined): number
  stop(): void
}

export interface KnockingOptions {
  readonly claimIn: (cookies: string | undefined) => string | undefined
  readonly limits: Limits
}

/** Whoever claims to be nobody is not counted: that is for the proxy, which knows addresses. */
export function createKnocking({ claimIn, limits }: KnockingOptions): Knocking {
  const rates = createRateLimiter()
  const at = (door: string, rate: Rate) => (cookies: string | undefined) => {
    const claim = claimIn(cookies)
    return claim === undefined ? 0 : rates.take(`${door} ${claim}`, rate)
  }
  return {
    request: at('http', limits.requests),
    handshake: at('socket', limits.handshakes),
    stop: rates.stop,
  }
}
