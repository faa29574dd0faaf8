import type pg from 'pg'
import { connect } from '#kernel/db.ts'
import type { Feature } from '#kernel/feature.ts'
import { forgetPerson } from '#kernel/personal.ts'

/** Forgets whoever has this address, in one transaction. False: nobody has. */
export const forgetting =
  (
    postgres: pg.ClientConfig,
    features: readonly Feature[],
    people: { readonly personWith: (email: string) => Promise<string | undefined> },
  ) =>
  async (email: string): Promise<boolean> => {
    const person = await people.personWith(email)
    if (person === undefined) return false
    const connection = await connect(postgres)
    try {
      await connection.query('BEGIN')
      await forgetPerson(
        connection.db,
        features.flatMap((it) => it.personal),
        person,
      )
      await connection.query('COMMIT')
    } finally {
      await connection.close() // what was not committed is undone with it
    }
    return true
  }
