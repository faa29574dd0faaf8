import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stageRoom } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { Source, TokenGranted } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { PersonId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import type { Media } from '#kernel/media.ts'

/** One speaker as the child is told of them: what they may send at this moment, and what the media server gets of it. */
export interface Bot extends TokenGranted {
  readonly sent: readonly Source[]
  readonly name: string
  readonly organisation: string | null
}

export interface Speaker {
  readonly session: SessionId
  readonly person: PersonId
  readonly name: string
  readonly organisation: string | null
}

export interface BotsOptions {
  readonly speakers: readonly Speaker[]
  /** What a panellist's browser gets: a token, and what they may send now. Refused while there is no media server. */
  readonly admit: (
    person: PersonId,
    asked: { readonly session: SessionId; readonly room: 'stage'; readonly device: string },
  ) => Promise<TokenGranted>
  readonly media: Pick<Media, 'participants'> | undefined
  readonly say: (line: string) => void
}

export interface Bots {
  /** The child's process, for tests that kill it. */
  pid(): number | undefined
  stop(): Promise<void>
}

const everyMs = 2_000
const longestPauseMs = 60_000
const leaveLimitMs = 3_000
const program = fileURLToPath(new URL('bots.child.ts', import.meta.url))

/**
 * The demo's speakers: panellists with a moving picture and a voice, all in one child process, which is started again
 * when it dies. It ends with us, whatever we die of: it listens to the channel between us, and that closes.
 */
export function startBots(options: BotsOptions): Bots {
  const { speakers, say } = options
  let child: ChildProcess | undefined
  let stopping = false
  let pauseMs = everyMs
  let timer = setTimeout(() => void look(), 0)

  function start(): ChildProcess {
    const started = fork(program, [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' }, // else LiveKit's client writes a line about everything
    })
    started.on('message', (message) => {
      if (message === 'ready') pauseMs = everyMs
      else if (typeof message === 'string') say(`demo: ${message}`)
    })
    started.once('exit', (code) => {
      child = undefined
      if (code === 2)
        return stopFor('the packages of the demo’s speakers are not installed here: a stage without bots')
      pauseMs = Math.min(pauseMs * 2, longestPauseMs) // whatever breaks it may break it again
    })
    started.on('error', () => {}) // it was killed while we spoke
    return started
  }

  function stopFor(why: string): void {
    stopping = true
    clearTimeout(timer)
    say(`demo: ${why}`)
  }

  /** Rights change while somebody directs the stage: the child is told what each speaker may do now. */
  async function look(): Promise<void> {
    const bots = (await Promise.all(speakers.map((it) => enter(it, options)))).flatMap((it) => it ?? [])
    if (stopping) return
    if (bots.some((it) => it.sources.length > 0)) child ??= start()
    if (child?.connected) child.send(bots, () => {})
    timer = setTimeout(() => void look(), pauseMs)
  }

  return {
    pid: () => child?.pid,
    async stop() {
      stopping = true
      clearTimeout(timer)
      const leaving = child
      if (!leaving || leaving.exitCode !== null) return
      const gone = new Promise((resolve) => leaving.once('exit', resolve))
      if (leaving.connected) leaving.disconnect()
      const hurry = setTimeout(() => leaving.kill('SIGKILL'), leaveLimitMs)
      await gone
      clearTimeout(hurry)
    },
  }
}

async function enter(it: Speaker, { admit, media }: BotsOptions): Promise<Bot | undefined> {
  const { session, person, name, organisation } = it
  try {
    const granted = await admit(person, { session, room: 'stage', device: 'demo' })
    const there = (await media?.participants(stageRoom(session))) ?? []
    const sent = there.find((one) => one.identity === granted.identity)?.sending ?? []
    return { ...granted, name, organisation, sent }
  } catch {
    return undefined // no media server at this moment, or they may not be there
  }
}
