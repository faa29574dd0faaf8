import type {
  Forum,
  ForumDetail,
  ForumList,
  Programme,
  Session,
  SessionDetail,
  Speaker,
} from '@rostrum/shared/features/programme/programme.contract.ts'
import { mayRead } from '@rostrum/shared/features/programme/programme.policy.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import type { Actor } from '#kernel/feature.ts'
import * as store from './programme.store.ts'
import type { ForumRow, SessionRow, Tables } from './programme.store.ts'

export interface ReadingOptions {
  readonly db: Db<Tables>
  /** How people want to be named. */
  readonly cards: (
    people: readonly PersonId[],
  ) => Promise<ReadonlyMap<PersonId, { readonly name: string; readonly organisation: string | null }>>
}

type Reader = Actor | undefined

export interface Reading {
  forums(reader: Reader): Promise<ForumList>
  /** The forum's row, which tells cheaply whether what is kept of it is still good. */
  forum(reader: Reader, slug: string): Promise<ForumRow>
  detail(forum: ForumRow): Promise<ForumDetail>
  programme(forum: ForumRow): Promise<Programme>
  session(reader: Reader, id: SessionId): Promise<SessionDetail>
}

/** What the HTTP door asks for. Whoever may not read a forum learns no more than if it did not exist. */
export function createReading({ db, cards }: ReadingOptions): Reading {
  async function speakers(people: readonly PersonId[]): Promise<Speaker[]> {
    const ids = [...new Set(people)].toSorted()
    const known = await cards(ids)
    return ids.flatMap((id) => {
      const card = known.get(id)
      return card ? [{ id, name: card.name, organisation: card.organisation }] : []
    })
  }

  const reading: Reading = {
    async forums(reader) {
      const rows = await store.forums(db, Object.keys(reader?.grants.forums ?? {}))
      return { forums: rows.map(forumView) }
    },

    async forum(reader, slug) {
      return readable(reader, await store.forumBySlug(db, slug))
    },

    async detail(forum) {
      const [tracks, places] = await Promise.all([store.tracks(db, forum.id), store.places(db, forum.id)])
      return { forum: forumView(forum), tracks, places }
    },

    async programme(forum) {
      const [detail, sessions, parts] = await Promise.all([
        reading.detail(forum),
        store.sessionsOf(db, forum.id),
        store.peopleOf(db, forum.id),
      ])
      const partsOf = Map.groupBy(parts, (it) => it.session)
      return {
        ...detail,
        sessions: sessions.map((it) => sessionView(it, partsOf.get(it.id) ?? [])),
        people: await speakers(parts.map((it) => it.person)),
      }
    },

    async session(reader, id) {
      const row = await store.session(db, id)
      if (!row) throw new Failure('not_found')
      const forum = readable(reader, await store.forumById(db, row.forum))
      const [{ tracks, places }, parts] = await Promise.all([reading.detail(forum), store.peopleIn(db, id)])
      return {
        forum: forumView(forum),
        session: { ...sessionView(row, parts), abstract: row.abstract },
        track: tracks.find((it) => it.id === row.track) ?? null,
        place: places.find((it) => it.id === row.place) ?? null,
        people: await speakers(parts.map((it) => it.person)),
      }
    },
  }
  return reading
}

function readable(reader: Reader, forum: ForumRow | undefined): ForumRow {
  if (forum && mayRead(forum, reader?.grants)) return forum
  throw new Failure('not_found')
}

const forumView = (row: ForumRow): Forum => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  subtitle: row.subtitle,
  timeZone: row.time_zone,
  days: { first: row.starts_on, last: row.ends_on },
  languages: row.languages,
  visibility: row.visibility,
  isDemo: row.is_demo,
})

const sessionView = (
  row: Omit<SessionRow, 'abstract' | 'forum'>,
  parts: readonly Session['people'][number][],
): Session => ({
  id: row.id,
  kind: row.kind,
  title: row.title,
  track: row.track,
  place: row.place,
  startsAt: row.starts_at.toISOString(),
  endsAt: row.ends_at.toISOString(),
  language: row.spoken_language,
  people: parts.map(({ person, role }) => ({ person, role })),
})
