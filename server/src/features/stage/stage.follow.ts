import { backstageRoom, personOfIdentity, stageRoom } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { Phase } from '@rostrum/shared/features/stage/stage.contract.ts'
import { isCountingDown } from '@rostrum/shared/features/stage/stage.policy.ts'
import type { Standing } from '@rostrum/shared/kernel/actor.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Db } from '#kernel/db.ts'
import type { Media, MediaParticipant } from '#kernel/media.ts'
import type { Place, StageQuestions } from './stage.asks.ts'
import { rightsBackstage, rightsOnStage, situationOf } from './stage.rights.ts'
import type { Rights } from './stage.rights.ts'
import type { Tables } from './stage.store.ts'

export interface FollowOptions {
  readonly db: Db<Tables>
  readonly media: Media
  readonly now: () => Date
  readonly ask: Pick<StageQuestions, 'forumOf' | 'standings'>
  readonly log: (message: string, error: unknown) => void
}

export interface Follower {
  /** Makes the media server do what the database says of this session. Never throws: the next round tries again. */
  follow(session: SessionId): Promise<void>
  stop(): Promise<void>
}

type RightsOf = (standing: Standing | undefined) => Rights | undefined

/** One look at a session after another, never two at a time: an older one must not have the last word. */
export function createFollower({ db, media, now, ask, log }: FollowOptions): Follower {
  const running = new Map<SessionId, { done: Promise<void>; again: boolean }>()
  const countdowns = new Map<SessionId, NodeJS.Timeout>()
  let stopped = false

  function follow(session: SessionId): Promise<void> {
    const run = running.get(session) ?? { done: Promise.resolve(), again: false }
    run.again = true // a look under way may have read what is old by now
    if (!running.has(session)) {
      running.set(session, run)
      run.done = lookWhileAsked(session, run)
    }
    return run.done
  }

  async function lookWhileAsked(session: SessionId, run: { again: boolean }): Promise<void> {
    while (run.again && !stopped) {
      run.again = false
      await look(session).catch((error: unknown) => log('the media server did not follow', error))
    }
    running.delete(session)
  }

  async function look(session: SessionId): Promise<void> {
    if (media.status() !== 'ok') return
    const [forum, situation] = await Promise.all([ask.forumOf(session), situationOf(db, session)])
    if (!forum) return
    awaitCountdown(session, situation.phase)
    const place = { session, forum }
    await Promise.all([
      mend(place, stageRoom(session), (it) => rightsOnStage(situation, it, now())),
      mend(place, backstageRoom(session), (it) => rightsBackstage(situation, it)),
    ])
  }

  async function mend(place: Place, room: string, rightsOf: RightsOf): Promise<void> {
    const there = await media.participants(room)
    if (there.length === 0) return
    const people = [...new Set(there.map((it) => personOfIdentity(it.identity)))]
    const standings = await ask.standings(place, people)
    await Promise.all(
      there.map((it) => settle(media, room, it, rightsOf(standings.get(personOfIdentity(it.identity))))),
    )
  }

  /** When a countdown is over the rights change, and no command says so. */
  function awaitCountdown(session: SessionId, phase: Phase): void {
    clearTimeout(countdowns.get(session))
    countdowns.delete(session)
    if (phase.since === null || !isCountingDown(phase, now())) return
    const left = Date.parse(phase.since) - now().getTime()
    countdowns.set(
      session,
      setTimeout(() => void follow(session), left + 1),
    )
  }

  return {
    follow,
    async stop() {
      stopped = true
      for (const it of countdowns.values()) clearTimeout(it)
      await Promise.all([...running.values()].map((it) => it.done))
    },
  }
}

async function settle(
  media: Media,
  room: string,
  it: MediaParticipant,
  rights: Rights | undefined,
): Promise<void> {
  if (!rights) return media.remove(room, it.identity)
  const { publish, role } = rights
  // Whoever has been seen is never hidden again: the others would keep a ghost of them.
  const hidden = it.hidden && publish.length === 0
  if (hidden === it.hidden && sameSources(publish, it.publish)) return
  await media.permit(room, it.identity, { publish, hidden }, role)
}

const sameSources = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((it) => b.includes(it))
