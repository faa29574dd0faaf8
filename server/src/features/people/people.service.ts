import type { people } from '@rostrum/shared/features/people/people.contract.ts'
import type { Profile } from '@rostrum/shared/features/people/people.contract.ts'
import type { Grants } from '@rostrum/shared/kernel/actor.ts'
import type { Input } from '@rostrum/shared/kernel/contract.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { PersonId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import type { CommandContext, Handlers, Snapshots } from '#kernel/feature.ts'
import { nothing } from './grants.service.ts'
import * as store from './people.store.ts'
import type { Tables } from './people.store.ts'

type Tell = (ctx: CommandContext<typeof people, Tables>, person: PersonId) => Promise<void>

/** Changes one's own profile. Whoever has seen an older one is shown the present one first. */
export const update =
  (tellGranted: Tell): Handlers<typeof people, Tables>['update'] =>
  async (ctx, { base, ...changes }) => {
    const [row] = await store.byIds(ctx.db, [ctx.actor.id])
    if (!row) throw new Failure('not_found')
    if (row.version !== base) throw new Failure('conflict', { me: profile(row) })
    const next = changed(row, changes)
    ctx.write(store.update(ctx.db, next))
    ctx.publish('profile', { me: profile(next) }, ctx.actor.id)
    if (row.name === '' && next.name !== '') await tellGranted(ctx, ctx.actor.id)
    return { version: next.version }
  }

export const snapshots = (
  grantsOf: (db: Db<Tables>, ids: readonly PersonId[]) => Promise<ReadonlyMap<PersonId, Grants>>,
): Snapshots<typeof people, Tables> => ({
  async person(db, ids) {
    const [rows, grants] = await Promise.all([store.byIds(db, ids), grantsOf(db, ids)])
    const rowOf = new Map(rows.map((it) => [it.id, it]))
    return ids.map((id) => {
      const row = rowOf.get(id)
      if (!row) throw new Error(`no person ${id}`)
      return { me: profile(row), grants: grants.get(id) ?? nothing }
    })
  },
  nodes: async () => ({}),
})

/** What others may know of people: their name and organisation. For as many as are asked for, in one query. */
export async function cards(
  db: Db<unknown>,
  ids: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, { readonly name: string; readonly organisation: string | null }>> {
  const rows = await store.byIds(db as Db<Tables>, ids)
  return new Map(rows.map(({ id, name, organisation }) => [id, { name, organisation }]))
}

const changed = (
  row: store.PersonRow,
  it: Omit<Input<typeof people, 'update'>, 'base'>,
): store.PersonRow => ({
  ...row,
  name: it.name ?? row.name,
  organisation: it.organisation === undefined ? row.organisation : it.organisation,
  country: it.country === undefined ? row.country : it.country,
  stakeholder_group: it.stakeholderGroup === undefined ? row.stakeholder_group : it.stakeholderGroup,
  language: it.language ?? row.language,
  languages: it.languages ? [...new Set(it.languages)] : row.languages,
  time_zone: it.timeZone === undefined ? row.time_zone : it.timeZone,
  gender: it.gender === undefined ? row.gender : it.gender,
  listed: it.listed ?? row.listed,
  version: row.version + 1,
})

export const profile = (row: store.PersonRow): Profile => ({
  id: row.id,
  email: row.email,
  name: row.name,
  organisation: row.organisation,
  country: row.country,
  stakeholderGroup: row.stakeholder_group,
  language: row.language,
  languages: row.languages,
  timeZone: row.time_zone,
  gender: row.gender,
  listed: row.listed,
  version: row.version,
})
