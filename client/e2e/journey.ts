import { uuid7 } from '@rostrum/shared/kernel/ids.ts'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { openBrowser } from './browser.ts'
import { until } from './measure.ts'
import { startPlatform } from './platform.ts'
import { visit } from './visitor.ts'
import type { Screen, Visitor } from './visitor.ts'

/** The first start of all builds LiveKit. */
const mediaLimitMs = 300_000

const addressOf = (who: string) => `${who}@demo.invalid`

/** A platform and a browser for the tests of one file. */
export async function startJourney({
  isOneStory = false,
}: {
  /** Whoever came in one test is still there in the next; otherwise everybody leaves after each. */
  readonly isOneStory?: boolean
} = {}) {
  const platform = await startPlatform()
  const browser = await openBrowser()
  beforeAll(async () => {
    await until('LiveKit', async () => (await platform.health())['media'] === 'ok', mediaLimitMs)
  }, mediaLimitMs)
  if (!isOneStory) afterEach(() => Promise.all(browser.contexts().map((it) => it.close())))
  afterAll(async () => {
    await browser.close()
    await platform.stop()
  })

  /** Somebody of the demo, or somebody who is not signed in. */
  const enter = (who: string | undefined, screen?: Screen): Promise<Visitor> =>
    visit(browser, platform, who && addressOf(who), screen)

  return {
    platform,
    enter,
    /** The same, at this path. */
    async come(who: string | undefined, path: string, screen?: Screen): Promise<Visitor> {
      const visitor = await enter(who, screen)
      await visitor.goTo(path)
      return visitor
    },
    /** A command over HTTP, by somebody of the demo, that must be done. */
    async command<Output>(who: string, type: string, input: object): Promise<Output> {
      const { name, value } = await platform.signIn(addressOf(who))
      const answer = await fetch(`${platform.address}/api/commands/${type}`, {
        method: 'POST',
        headers: {
          cookie: `${name}=${value}`,
          origin: platform.address,
          'content-type': 'application/json',
          'idempotency-key': uuid7(),
        },
        body: JSON.stringify(input),
      })
      const said = (await answer.json()) as { ok: boolean; output: Output }
      expect(said, type).toMatchObject({ ok: true })
      return said.output
    },
    /** The version of a session's stage, or of a question: what a moderator saw. */
    async versionOf(table: 'stages' | 'questions', id: string): Promise<number> {
      const key = table === 'stages' ? 'session' : 'id'
      const [row] = await platform.query<{ version: number }>(
        `SELECT version FROM ${table} WHERE ${key} = $1`,
        [id],
      )
      return row?.version ?? 0
    },
  }
}
