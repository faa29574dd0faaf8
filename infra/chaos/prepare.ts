import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Platform } from '../load/platform.ts'
import type { Acknowledged } from './crew.ts'
import type { Random } from './random.ts'

export const newAcknowledged = (): Acknowledged => ({
  asked: [],
  said: [],
  commands: 0,
  repeated: 0,
  refused: [],
})

/** Person 0 runs the session; questions are shown at once, so that everybody has something to vote for. */
export async function prepare(platform: Platform, session: SessionId): Promise<void> {
  await platform.query(`INSERT INTO memberships (forum, person, role) VALUES ('load', 'load-0', 'moderator')`)
  await platform.query(
    'INSERT INTO question_settings (session, open, moderated, anonymous) VALUES ($1, true, false, true)',
    [session],
  )
}

/** A kill among people who are just coming back shows little: some commands are done first, and not always as many. */
export async function untilBusy(acknowledged: Acknowledged, random: Random): Promise<void> {
  const enough = acknowledged.commands + 5 + random() * 40
  for (let waited = 0; acknowledged.commands < enough && waited < 5_000; waited += 10)
    await new Promise((resolve) => setTimeout(resolve, 10))
}
