import { people } from '@rostrum/shared/features/people/people.contract.ts'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import type { Input } from '@rostrum/shared/kernel/contract.ts'
import type { Answer } from '#kernel/live.ts'
import { call } from '#kernel/live.ts'
import { loadMe } from '#kernel/me.ts'
import { postJson } from '#kernel/http.ts'

/* ── signing in and out: over HTTP, because only there can a cookie be set ─────────────────────── */

export interface Asked {
  /** Whole, or masked when it was this page that did not know it. */
  readonly email: string
  /** How long the link will work, from when its mail is made. */
  readonly minutes: number
  /** Where mail can be read when there is no mail server: on a developer's own machine only. */
  readonly mailbox?: string
}

export type Link =
  | { readonly state: 'unknown' }
  | { readonly state: 'used' | 'old'; readonly email: string }
  /** `here`: it was this browser that asked for it. */
  | { readonly state: 'ready'; readonly here: boolean; readonly email: string; readonly name: string }

export const askForLink = (it: { email: string; next: string; language: string }): Promise<Asked> =>
  postJson('/api/sign-in', it)

export const askAgain = (token: string): Promise<Asked> => postJson('/api/sign-in/again', { token })

export const lookAtLink = (token: string): Promise<Link> => postJson('/api/sign-in/look', { token })

/** Uses the link up. Returns where the person wanted to go, and who they are. */
export async function confirmLink(it: {
  token: string
  elsewhere: boolean
  shared: boolean
}): Promise<{ readonly next: string; readonly me: Profile | undefined }> {
  const { next } = await postJson<{ next: string }>('/api/sign-in/confirm', it)
  return { next, me: await loadMe() }
}

/** Of this device. The page is loaded anew: nothing of this person stays in its memory. */
export async function signOut(): Promise<void> {
  await postJson('/api/sign-out', {})
  location.assign('/sign-in')
}

export const signOutEverywhere = (): Promise<Answer<unknown>> => call('people:signOutEverywhere', {})

export const endSignIn = (signIn: string): Promise<Answer<unknown>> => call('people:endSignIn', { signIn })

/* ── the profile ───────────────────────────────────────────────────────────────────────────────── */

export type Changes = Omit<Input<typeof people, 'update'>, 'base'>
export type Saved = 'saved' | 'changed_elsewhere' | 'refused' | { readonly invalid: readonly string[] }

/** The latest that we know to be stored; an answer tells it before the event comes. */
let known: { readonly person: string; readonly version: number } | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * Changes one's own profile: one change after the other, so that each names the version the one before it made. When
 * another device was faster, it goes on if that one changed something else.
 */
export function updateProfile(me: Profile, changes: Changes): Promise<Saved> {
  const saved = last.then(() => send(me, changes))
  last = saved.catch(() => {})
  return saved
}

async function send(me: Profile, changes: Changes): Promise<Saved> {
  const base = known?.person === me.id ? Math.max(known.version, me.version) : me.version
  const answer = await call('people:update', { ...changes, base })
  if (answer.ok) {
    known = { person: me.id, version: answer.output.version }
    return 'saved'
  }
  if (answer.code === 'invalid') return { invalid: (answer.state as readonly string[] | undefined) ?? [] }
  if (answer.code !== 'conflict') return 'refused'
  const { me: now } = answer.state as { readonly me: Profile }
  known = { person: me.id, version: now.version }
  const same = (Object.keys(changes) as (keyof Changes)[]).every(
    (key) => JSON.stringify(now[key]) === JSON.stringify(me[key]),
  )
  return same ? send(now, changes) : 'changed_elsewhere'
}
