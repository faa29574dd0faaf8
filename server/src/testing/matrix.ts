import type { ForumRole, SessionRole } from '@rostrum/shared/kernel/actor.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Person, World } from './world.ts'

/*
 * Who may do what, said once for every command, route and channel kind. A row names those who may; all the others must
 * be refused as `forbidden`, and those who may must not be (what else becomes of it is the feature's own test).
 */

/** Everyone somebody can be, at one session of one forum. */
const roles = {
  /** An organiser, but of another forum. */
  foreigner: { forum: [] },
  guest: { forum: ['guest'] },
  attendee: { forum: ['attendee'] },
  exhibitor: { forum: ['exhibitor'] },
  /** Chairs another session of this forum. */
  otherChair: { forum: ['attendee'], elsewhere: ['chair'] },
  panellist: { forum: ['attendee'], session: ['panellist'] },
  interpreter: { forum: ['attendee'], session: ['interpreter'] },
  captioner: { forum: ['attendee'], session: ['captioner'] },
  signer: { forum: ['attendee'], session: ['signer'] },
  moderator: { forum: ['attendee'], session: ['moderator'] },
  chair: { forum: ['attendee'], session: ['chair'] },
  forumModerator: { forum: ['moderator'] },
  organiser: { forum: ['organiser'] },
} as const satisfies Record<
  string,
  {
    readonly forum: readonly ForumRole[]
    readonly session?: readonly SessionRole[]
    readonly elsewhere?: readonly SessionRole[]
  }
>
export type Viewer = keyof typeof roles
/** Whoever is signed in. */
export const viewers = Object.keys(roles) as readonly Viewer[]

/* Circles, from wide to narrow. */
export const anyone = ['nobody', ...viewers] as const
export const inForum = viewers.filter((it) => it !== 'foreigner')
export const desk: readonly Viewer[] = ['forumModerator', 'organiser']
export const leading: readonly Viewer[] = ['moderator', 'chair', ...desk]
export const backstage: readonly Viewer[] = ['panellist', 'interpreter', 'captioner', 'signer', ...leading]
export const noOne: readonly Viewer[] = []

/** What a row's request is made of. Ids of things that are not there: a right is checked before a thing is looked for. */
export interface Place {
  readonly forum: string
  readonly session: SessionId
  readonly me: string
  readonly unknown: string
}
export interface CommandRow {
  readonly may: readonly Viewer[]
  /** A lawful input; the place's own field (`session`, `forum`) is added. */
  readonly input?: (place: Place) => object
}
export interface RouteRow {
  readonly may: readonly (Viewer | 'nobody')[]
  readonly path?: (place: Place) => string
  readonly body?: (place: Place) => object
}

/** One person per viewer, around one session. */
export async function createViewers(world: World, session: SessionId): Promise<ReadonlyMap<Viewer, Person>> {
  const elsewhere = await world.session()
  await world.query(
    `INSERT INTO forums (id, slug, name, time_zone, starts_on, ends_on)
     VALUES ('forum2', 'forum2', '{"en": "Another"}', 'Europe/Zurich', '2030-07-01', '2030-07-05') ON CONFLICT DO NOTHING`,
  )
  const made = new Map<Viewer, Person>()
  for (const name of viewers) {
    const role: {
      forum: readonly ForumRole[]
      session?: readonly SessionRole[]
      elsewhere?: readonly SessionRole[]
    } = roles[name]
    const person = await world.person(name, {
      forum: role.forum,
      sessions: { [session]: role.session ?? [], [elsewhere]: role.elsewhere ?? [] },
    })
    if (name === 'foreigner')
      await world.query(`INSERT INTO memberships (forum, person, role) VALUES ('forum2', $1, 'organiser')`, [
        person.id,
      ])
    made.set(name, person)
  }
  return made
}
