import { useEffect, useMemo } from 'react'
import type {
  Forum,
  Place,
  Programme,
  SessionDetail,
  Speaker,
  Track,
} from '@rostrum/shared/features/programme/programme.contract.ts'
import { toRows } from '@rostrum/shared/features/programme/programme.days.ts'
import type { Row } from '@rostrum/shared/features/programme/programme.days.ts'
import { programmeState } from '@rostrum/shared/features/programme/programme.state.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { createFeatureStore } from '#kernel/createFeatureStore.ts'
import { useResource } from '#kernel/http.ts'
import type { Resource } from '#kernel/http.ts'
import { usePending, useSlice } from '#kernel/live.ts'
import { useMaybeMe } from '#kernel/me.ts'

export const programmeStore = createFeatureStore(programmeState)

/** How a session's stage is, as far as the forum is told; of a stage that is being prepared nothing is. */
export interface StageNow {
  readonly id: SessionId
  readonly state: 'preparing' | 'live' | 'paused' | 'ended'
  readonly since: string | null
}

export type StageMark = 'live' | 'paused' | 'ended'

/** What a list says of each stage. One that counts down to its beginning is not live yet. */
export function marksOf(stages: readonly StageNow[], now: number): ReadonlyMap<SessionId, StageMark> {
  return new Map(
    stages.flatMap(({ id, state, since }) => {
      const begins = state === 'live' && since !== null && Date.parse(since) > now
      return state === 'preparing' || begins ? [] : [[id, state] as const]
    }),
  )
}

/** A programme made ready for looking things up, once, however many components look at it. */
export interface ProgrammeView {
  readonly forum: Forum
  readonly rows: readonly Row[]
  readonly tracks: ReadonlyMap<string, Track>
  readonly places: ReadonlyMap<string, Place>
  readonly people: ReadonlyMap<string, Speaker>
}

const views = new WeakMap<Programme, ProgrammeView>()

function viewOf(programme: Programme): ProgrammeView {
  let view = views.get(programme)
  if (!view) {
    view = {
      forum: programme.forum,
      rows: toRows(programme),
      tracks: byId(programme.tracks),
      places: byId(programme.places),
      people: byId(programme.people),
    }
    views.set(programme, view)
  }
  return view
}

const byId = <T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((it) => [it.id, it]))

/** How old a programme may grow on an open page. Unchanged, it costs one short answer without a body. */
const refreshMs = 5 * 60_000

export function useProgramme(slug: string): Resource<ProgrammeView> {
  const read = useResource<Programme>(`/api/forums/${encodeURIComponent(slug)}/programme`)
  const { reload } = read
  useEffect(() => {
    const timer = setInterval(() => void (document.hidden || reload()), refreshMs)
    return () => clearInterval(timer)
  }, [reload])
  return read.state === 'ready' ? { ...read, data: viewOf(read.data) } : read
}

export const useSessionDetail = (id: SessionId): Resource<SessionDetail> =>
  useResource<SessionDetail>(`/api/sessions/${encodeURIComponent(id)}`)

const nobody = '' as PersonId

/** What this person starred, with what they have just done and the server has not answered yet. */
export function useStars(): ReadonlySet<SessionId> {
  const me = useMaybeMe()
  const { stars } = useSlice(programmeStore, 'person', me?.id ?? nobody)
  const pending = usePending('programme:star')
  return useMemo(() => {
    const now = new Set(stars)
    for (const { input, state } of pending) {
      if (state === 'refused') continue
      if (input.on) now.add(input.session)
      else now.delete(input.session)
    }
    return now
  }, [stars, pending])
}

/** The message for a programme or session that could not be read. */
export const failureText = (code: string): string =>
  code === 'offline' || code === 'not_found' ? `programme.failed.${code}` : 'programme.failed'
