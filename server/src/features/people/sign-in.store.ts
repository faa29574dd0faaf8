import type { ForumId, PersonId } from '@rostrum/shared/kernel/fields.ts'
import { sql } from 'kysely'
import type { Db } from '#kernel/db.ts'
import type { Device } from './device.ts'
import type { Tables } from './people.store.ts'

export const linkMinutes = 15
export const signInDays = 30
/** On a shared device: until the browser is closed, and not longer than a long day at a forum. */
export const sharedHours = 12
/** An ended sign-in is kept this long: should something have been done with it, it can still be told with which. */
const endedDays = 30
/** A sign-in is marked as seen at most once in this time. */
const seenEveryMs = 3_600_000
const dayMs = 86_400_000

export const linksPerAddress = { most: 5, perMs: 3_600_000 }
/** Many people of one delegation may sit behind one address. */
export const linksPerNetwork = { most: 100, perMs: 600_000 }

export const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms)
export const signInEnd = (now: Date, kept: boolean): Date =>
  after(now, kept ? signInDays * dayMs : sharedHours * 3_600_000)

/* ── links ─────────────────────────────────────────────────────────────────────────────────────── */

/** How many links were asked for lately, for this address and from this network. */
export async function askedLately(db: Db<Tables>, email: string, from: string, now: Date) {
  const since = (ms: number) => after(now, -ms)
  const { rows } = await sql<{ address: number; network: number }>`SELECT
    (SELECT count(*)::int FROM sign_in_links WHERE email = ${email} AND asked_at > ${since(linksPerAddress.perMs)}) AS address,
    (SELECT count(*)::int FROM sign_in_links WHERE asked_from = ${from} AND asked_at > ${since(linksPerNetwork.perMs)}) AS network
  `.execute(db)
  return rows[0] ?? { address: 0, network: 0 }
}

export const insertLink = (db: Db<Tables>, row: Omit<Tables['sign_in_links'], 'used_at'>) =>
  db.insertInto('sign_in_links').values(row)

/** Links are kept for a day. */
export const forgetLinks = (db: Db<Tables>, now: Date) =>
  db.deleteFrom('sign_in_links').where('asked_at', '<', after(now, -dayMs))

/** Gives an asked link its token, when its mail is made; undefined when it has been used or forgotten meanwhile. */
export const giveToken = (db: Db<Tables>, id: string, hash: Buffer, now: Date) =>
  db
    .updateTable('sign_in_links')
    .set({ token_hash: hash, expires_at: after(now, linkMinutes * 60_000) })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .returning(['email', 'language'])
    .executeTakeFirst()

export const linkByToken = (db: Db<Tables>, hash: Buffer) =>
  db.selectFrom('sign_in_links').selectAll().where('token_hash', '=', hash).executeTakeFirst()

export const useLink = (db: Db<Tables>, id: string, now: Date) =>
  db.updateTable('sign_in_links').set({ used_at: now }).where('id', '=', id)

/* ── sign-ins ──────────────────────────────────────────────────────────────────────────────────── */

export const insertSignIn = (
  db: Db<Tables>,
  {
    device,
    now,
    ...row
  }: Pick<Tables['sign_ins'], 'id' | 'secret_hash' | 'person' | 'kept' | 'browser_hash'> & {
    device: Device
    now: Date
  },
) =>
  db.insertInto('sign_ins').values({
    ...row,
    ...device,
    made_at: now,
    seen_at: now,
    expires_at: signInEnd(now, row.kept),
    ended_at: null,
  })

/** Whether anybody is signed in as this person. */
export const isSignedIn = async (db: Db<Tables>, person: PersonId, now: Date): Promise<boolean> =>
  (await db
    .selectFrom('sign_ins')
    .select('id')
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** The sign-ins in force whose secrets have these hashes, by the hash in hexadecimal. */
export async function signedIn(db: Db<Tables>, hashes: readonly Buffer[], now: Date) {
  const rows = await db
    .selectFrom('sign_ins')
    .select(['id', 'person', 'kept', 'seen_at', 'secret_hash'])
    .where('secret_hash', '=', sql<Buffer>`any(${hashes}::bytea[])`)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .execute()
  return new Map(rows.map((it) => [it.secret_hash.toString('hex'), it]))
}

/** Notes that sign-ins are in use, and lets the kept ones run on; not at every request. */
export async function see(
  db: Db<Tables>,
  signIns: Iterable<{ readonly id: string; readonly seen_at: Date }>,
  now: Date,
): Promise<void> {
  const due = [...signIns].filter(({ seen_at }) => now.getTime() - seen_at.getTime() >= seenEveryMs)
  if (due.length === 0) return
  await sql`UPDATE sign_ins
    SET seen_at = ${now}, expires_at = CASE WHEN kept THEN ${signInEnd(now, true)} ELSE expires_at END
    WHERE id = any(${due.map(({ id }) => id)}::uuid[])`.execute(db)
}

const signInsShown = 50

/** The browsers a person is signed in with, the one seen last first. */
export const signInsOf = (db: Db<Tables>, person: PersonId, now: Date) =>
  db
    .selectFrom('sign_ins')
    .select(['id', 'browser', 'system', 'made_at', 'seen_at', 'kept'])
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('seen_at', 'desc')
    .limit(signInsShown)
    .execute()

/** Who else of this forum was signed in with a browser that this person was signed in with; who was seen last comes first. */
export async function ofSameBrowser(
  db: Db<unknown>,
  { person, forum, limit }: { person: PersonId; forum: ForumId; limit: number },
): Promise<PersonId[]> {
  const { rows } = await sql<{ person: PersonId }>`
    SELECT other.person FROM sign_ins own
    JOIN sign_ins other ON other.browser_hash = own.browser_hash AND other.person <> own.person
    JOIN people ON people.id = other.person AND people.name <> ''
    WHERE own.person = ${person}
      AND EXISTS (SELECT FROM memberships m WHERE m.person = other.person AND m.forum = ${forum})
    GROUP BY other.person ORDER BY max(other.seen_at) DESC, other.person LIMIT ${limit}`.execute(db)
  return rows.map((it) => it.person)
}

const inForce = (db: Db<Tables>, now: Date) =>
  db.updateTable('sign_ins').set({ ended_at: now }).where('ended_at', 'is', null)

export const endSignIns = (db: Db<Tables>, person: PersonId, now: Date) =>
  inForce(db, now).where('person', '=', person)

/** Ends one of this person's own. */
export const endSignIn = (db: Db<Tables>, { id, person }: { id: string; person: PersonId }, now: Date) =>
  inForce(db, now).where('person', '=', person).where('id', '=', id)

/** Ends whichever sign-in a browser had before; says whose it was. */
export const replaceSignIn = (db: Db<Tables>, id: string, now: Date) =>
  inForce(db, now).where('id', '=', id).returning('person').executeTakeFirst()

/** Removes sign-ins that ended, or ran out, long enough ago. */
export const forgetSignIns = (now: Date, atMost: number) => sql`
  DELETE FROM sign_ins WHERE id = ANY (ARRAY (
    SELECT id FROM sign_ins WHERE least(ended_at, expires_at) < ${after(now, -endedDays * dayMs)} LIMIT ${atMost}))`
