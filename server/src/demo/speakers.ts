import { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { createCaller, operator } from '#kernel/operator.ts'
import type { App } from '../app.ts'
import { startBots } from './bots.ts'
import type { Bots, Speaker } from './bots.ts'
import { demoSessions } from './fill.ts'
import { seedPeople, seedSessions } from './seed.ts'

/** Puts the invented panellists of the demo's live session on air, with pictures and voices. One panellist is left to the newcomer. */
export async function startDemoSpeakers(
  { runner, admitToStage, media }: Pick<App, 'runner' | 'admitToStage' | 'media'>,
  say: (line: string) => void,
): Promise<Bots> {
  const { call } = createCaller(() => runner)
  for (const { session, person } of speakers())
    await call(operator, 'stage:bringOnAir', { session, person }).catch(unlessEnded)
  return startBots({ speakers: speakers(), admit: admitToStage, media, say })
}

function speakers(): Speaker[] {
  const session = demoSessions.live as SessionId
  const panel = seedSessions.find((it) => it.id === session)?.people.panellists ?? []
  const invented = panel.filter((it) => it !== 'panellist').map((it) => `demo-${it}`)
  return seedPeople
    .filter((it) => invented.includes(it.id))
    .map(({ id, name, organisation }) => ({ session, person: id as PersonId, name, organisation }))
}

/** Somebody has ended the session, or banned a speaker: then that is how it is. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof Failure)) throw error
}
