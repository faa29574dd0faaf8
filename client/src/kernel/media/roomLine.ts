import { DisconnectReason, RoomEvent } from 'livekit-client'
import type { Room } from 'livekit-client'
import type { TokenGranted } from '@rostrum/shared/features/stage/stage.contract.ts'
import { clock } from '../clock.ts'
import { HttpFailure } from '../http.ts'
import type { LineToMedia } from './types.ts'

export interface RoomLineOptions {
  readonly room: Room
  /** A new token for every join: an old one may be over, or say what is not true any more. */
  readonly ask: () => Promise<TokenGranted>
  readonly onLine: (line: LineToMedia) => void
}

export interface RoomLine {
  /** Tries at once; also when it had given up. */
  retry(): void
  close(): void
}

const shortestRetryMs = 300
const longestRetryMs = 2_000
/** While there is no media server at all, nobody is helped by hurrying. */
const longestWaitMs = 20_000

/** Many come back at the same time: each at another moment. */
const jitter = (ms: number) => ms * (0.75 + Math.random() / 2)

/**
 * Joins a room and stays in it: after a loss always with a new token, on the same `Room`, so that what is drawn and sent
 * from it goes on. It ends when somebody else decided so.
 */
export function openRoomLine({ room, ask, onLine }: RoomLineOptions): RoomLine {
  const pause = createPause()
  let isClosed = false
  let isRunning = false
  const patience = createPatience()

  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    let waitMs: number | undefined = 0
    while (waitMs !== undefined && !isClosed) {
      await pause.for(waitMs)
      if (!isClosed) waitMs = await join().catch(afterFailure)
    }
    isRunning = false
  }

  /** In the room until it ends; then how long to wait before the next try, if there is to be one. */
  async function join(): Promise<number | undefined> {
    const left = untilLeft(room)
    const { url, token } = await ask()
    if (isClosed) return undefined
    await room.connect(url, token, { autoSubscribe: false, rtcConfig: { iceServers: [] }, maxRetries: 0 })
    if (isClosed) {
      await room.disconnect()
      return undefined
    }
    patience.joined()
    onLine({ state: 'connected' })
    const reason = await left
    const reconnecting = patience.lost()
    if (isClosed) return undefined
    const end = await endOf(reason, ask)
    onLine(end ?? reconnecting)
    return end ? undefined : jitter(shortestRetryMs)
  }

  function afterFailure(error: unknown): number | undefined {
    const code = codeOf(error)
    if (code === 'closed' || code === 'forbidden') {
      onLine({ state: 'away', why: code === 'closed' ? 'ended' : 'forbidden' })
      return undefined
    }
    const { waitMs, line } = patience.failed(code)
    if (line) onLine(line)
    return waitMs
  }

  // LiveKit's client tries by itself first, with the line it has.
  room.on(RoomEvent.Reconnecting, () => onLine(patience.lost()))
  room.on(RoomEvent.Reconnected, () => onLine({ state: 'connected' }))
  onLine({ state: 'connecting' })
  void run()

  return {
    retry() {
      pause.end()
      void run()
    },
    close() {
      isClosed = true
      pause.end()
      onLine({ state: 'left' })
      void room.disconnect()
    },
  }
}

/** How long to wait before the next try, and what to say meanwhile. */
function createPatience() {
  let hasBeenIn = false
  let lostAt = clock.now()
  let attempt = 0
  const reconnecting = (): LineToMedia => ({
    state: 'reconnecting',
    attempt: Math.max(1, attempt),
    since: lostAt,
  })
  return {
    joined() {
      hasBeenIn = true
      attempt = 0
    },
    lost() {
      lostAt = clock.now()
      return reconnecting()
    },
    failed(code: string | undefined): { waitMs: number; line: LineToMedia | undefined } {
      attempt++
      // Just lost, it is most often back within seconds; not there from the start, it takes longer.
      const isAbsent = code === 'unavailable' && (!hasBeenIn || clock.now() - lostAt > longestWaitMs)
      if (!isAbsent) {
        const waitMs = jitter(Math.min(shortestRetryMs + 200 * attempt, longestRetryMs))
        return { waitMs, line: hasBeenIn ? reconnecting() : undefined }
      }
      const waitMs = jitter(Math.min(1_000 * 2 ** Math.min(attempt, 5), longestWaitMs))
      return { waitMs, line: { state: 'unavailable', since: lostAt, nextTry: clock.now() + waitMs } }
    },
  }
}

/** What it means that we were put out of a room; undefined: come back. */
async function endOf(
  reason: DisconnectReason | undefined,
  ask: RoomLineOptions['ask'],
): Promise<LineToMedia | undefined> {
  if (reason === DisconnectReason.CLIENT_INITIATED) return { state: 'left' }
  if (reason === DisconnectReason.DUPLICATE_IDENTITY) return { state: 'elsewhere' }
  if (reason !== DisconnectReason.PARTICIPANT_REMOVED) return undefined
  const refusal = await ask().then(
    () => undefined,
    (error: unknown) => codeOf(error),
  )
  return { state: 'away', why: refusal === 'closed' ? 'ended' : 'removed' }
}

function createPause() {
  let end = () => {}
  return {
    end: () => end(),
    for: (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        end = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  }
}

const codeOf = (error: unknown): string | undefined => (error instanceof HttpFailure ? error.code : undefined)

const untilLeft = (room: Room) =>
  new Promise<DisconnectReason | undefined>((resolve) => void room.once(RoomEvent.Disconnected, resolve))
