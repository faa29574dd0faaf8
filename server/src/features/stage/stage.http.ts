import { TokenRequest, backstageRoom, stageRoom } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { TokenGranted } from '@rostrum/shared/features/stage/stage.contract.ts'
import { Failure } from '@rostrum/shared/kernel/failure.ts'
import { SessionId } from '@rostrum/shared/kernel/fields.ts'
import * as z from 'zod/mini'
import type { Db } from '#kernel/db.ts'
import type { Actor } from '#kernel/feature.ts'
import type { Media } from '#kernel/media.ts'
import { route } from '#kernel/routes.ts'
import type { Route } from '#kernel/routes.ts'
import { known } from './stage.asks.ts'
import type { StageQuestions } from './stage.asks.ts'
import { rightsBackstage, rightsOnStage, situationOf } from './stage.rights.ts'
import type { Tables } from './stage.store.ts'

export interface TokenOptions {
  readonly db: Db<Tables>
  readonly media: Media | undefined
  readonly now: () => Date
  readonly ask: StageQuestions
  readonly ensure: (room: string) => Promise<void>
  /** Whether the session's channel would let this one in at this moment: media is no way around its door. */
  readonly mayEnter: (actor: Actor, session: SessionId) => Promise<boolean>
}

type Asked = z.output<typeof TokenRequest> & { readonly session: SessionId }

/** Lets somebody into one of a session's two rooms: the one place where tokens are made. */
export function createDoor({ db, media, now, ask, ensure, mayEnter }: TokenOptions) {
  async function admit(person: Actor['id'], { session, room: part, device }: Asked): Promise<TokenGranted> {
    const [{ card, standing }, situation] = await Promise.all([
      known(ask, session, person).catch(refuse),
      situationOf(db, session),
    ])
    const isBackstage = part === 'backstage'
    if (!isBackstage && situation.phase.state === 'ended') throw new Failure('closed')
    const rights = isBackstage
      ? rightsBackstage(situation, standing)
      : rightsOnStage(situation, standing, now())
    if (!rights) throw new Failure('forbidden')
    if (media?.status() !== 'ok') throw new Failure('unavailable')
    const room = isBackstage ? backstageRoom(session) : stageRoom(session)
    const { publish, role } = rights
    const identity = `${person}:${device}`
    const hidden = role === 'audience'
    const join = { room, identity, name: card.name, attributes: { role }, publish, hidden }
    const [token] = await Promise.all([media.mint(join), ensure(room)])
    return { url: media.url, token, identity, sources: [...publish] }
  }

  const routes: Route[] = [
    {
      ...route('post', '/api/stage/:session/token', 'signed-in', async ({ actor, request, response }) => {
        const session = SessionId.safeParse(request.params['session'])
        const asked = TokenRequest.safeParse(request.body)
        if (!session.success || !asked.success) throw new Failure('invalid')
        response.set('Cache-Control', 'no-store')
        if (!(await mayEnter(actor, session.data))) throw new Failure('forbidden')
        return admit(actor.id, { ...asked.data, session: session.data })
      }),
      rate: 'mediaTokens',
    },
  ]
  return { admit, routes }
}

/** A session that is not there and one that is not for you answer alike. */
const refuse = (error: unknown): never => {
  throw error instanceof Failure && error.code === 'not_found' ? new Failure('forbidden') : error
}
