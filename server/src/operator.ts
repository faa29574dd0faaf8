import type pg from 'pg'
import type { ForumId } from '@rostrum/shared/kernel/fields.ts'
import { postMail } from '#adapters/mail/mails.ts'
import { createReader } from '#adapters/postgres/pool.ts'
import { createRunner } from '#kernel/runner.ts'
import { connect } from '#kernel/db.ts'
import { createCaller, operator } from '#kernel/operator.ts'
import { createPeople } from './features/people/index.ts'
import { createProgramme } from './features/programme/index.ts'

/**
 * What an operator does from a command line, beside the servers that run: the same commands through the same log, so
 * that the servers hear of it within a second.
 */
export function createOperator({ postgres, baseUrl }: { postgres: pg.ClientConfig; baseUrl: string }) {
  const reader = createReader(postgres, 1)
  const now = () => new Date()
  const programme = createProgramme({ db: reader.db, cards: async () => new Map() })
  const people = createPeople({
    db: reader.db,
    now,
    call: createCaller(() => runner).call,
    baseUrl: () => baseUrl,
    postMail,
    onPosted: () => {},
    openRegistration: true,
    sessionRoles: programme.sessionRoles,
    forumOf: programme.forumOf,
    openForums: programme.openForums,
    banned: async () => new Map(),
  })
  const runner = createRunner({
    features: [people.feature],
    admit: async (actor) => (actor === operator ? { person: actor.id, roles: [] } : undefined),
    connections: [() => connect(postgres)],
    onCommit: () => {},
    log: (message, error) => process.stderr.write(`${message} ${String(error)}\n`),
    now,
  })
  return {
    makeSignInLink: people.makeSignInLink,
    /** Of one forum, or of every public one. */
    async makeOrganiser(email: string, forum?: ForumId): Promise<readonly ForumId[]> {
      const forums = forum === undefined ? await programme.openForums(reader.db) : [forum]
      for (const it of forums) await people.makeOrganiser({ email, forum: it })
      return forums
    },
    async stop() {
      await runner.stop()
      await reader.stop()
    },
  }
}
