import { useCallback, useSyncExternalStore } from 'react'
import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { startMode } from '#kernel/preferences.ts'
import type { StageMedia, StageMediaState } from '#kernel/media/types.ts'

/*
 * The one stage this tab is joined to. It outlives the components that show it: the header, the picture and the controls
 * read the same, and LiveKit's client is loaded only when somebody joins.
 */

type Joined =
  | { readonly state: 'out' }
  | { readonly state: 'joining'; readonly session: SessionId }
  /** The program that carries sound and picture could not be loaded: no line, or an old page. */
  | { readonly state: 'failed'; readonly session: SessionId }
  | {
      readonly state: 'in'
      readonly session: SessionId
      readonly backstage: boolean
      readonly media: StageMedia
    }

const joined = createStore<Joined>(() => ({ state: 'out' }))

export interface JoinOptions {
  readonly session: SessionId
  /** For those who belong there: in both rooms, so that going on air costs no time. */
  readonly backstage: boolean
}

/** Joins, once; joining another stage, or the same one in another part, leaves the one before. */
export async function joinStage({ session, backstage }: JoinOptions): Promise<void> {
  const now = joined.getState()
  if (now.state === 'joining' && now.session === session) return
  if (now.state === 'in') {
    if (now.session === session && now.backstage === backstage) return
    now.media.leave()
  }
  joined.setState({ state: 'joining', session }, true)
  try {
    const { createStageMedia } = await import('#kernel/media/createStageMedia.ts')
    const still = joined.getState()
    if (still.state !== 'joining' || still.session !== session) return // left while it was loading
    const media = createStageMedia({ session, backstage, ladder: startMode() })
    joined.setState({ state: 'in', session, backstage, media }, true)
  } catch {
    joined.setState({ state: 'failed', session }, true)
  }
}

export function leaveStage(session: SessionId): void {
  const now = joined.getState()
  if (now.state === 'out' || now.session !== session) return
  if (now.state === 'in') now.media.leave()
  joined.setState({ state: 'out' }, true)
}

/** Another stage than this one is not listened to beside it. */
export function leaveOthers(session: SessionId): void {
  const now = joined.getState()
  if (now.state !== 'out' && now.session !== session) leaveStage(now.session)
}

/** The session that is watched, from its own page or beside another; not one that this person prepares behind. */
export const useWatched = (): SessionId | undefined =>
  useStore(joined, (it) => (it.state === 'in' && !it.backstage ? it.session : undefined))

export type StageOfTab =
  | { readonly state: 'out' | 'joining' | 'failed' }
  | { readonly state: 'in'; readonly media: StageMedia; readonly now: StageMediaState }

const nothing = () => {}

/** This tab's part in one session's stage. */
export function useStageMedia(session: SessionId): StageOfTab {
  const it = useStore(joined)
  const mine = it.state !== 'out' && it.session === session ? it : undefined
  const media = mine?.state === 'in' ? mine.media : undefined
  const subscribe = useCallback((listener: () => void) => media?.subscribe(listener) ?? nothing, [media])
  const now = useSyncExternalStore(subscribe, () => media?.getState())
  if (media && now) return { state: 'in', media, now }
  return { state: mine?.state === 'joining' || mine?.state === 'failed' ? mine.state : 'out' }
}
