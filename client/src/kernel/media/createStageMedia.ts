import type { LocalTrack } from 'livekit-client'
import type { Source } from '@rostrum/shared/features/stage/stage.contract.ts'
import { climb, startOfClimb } from './ladder.ts'
import { createOwnTracks } from './ownTracks.ts'
import type { OwnTracks } from './ownTracks.ts'
import { gradeOf, ownPicture } from './performers.ts'
import { sendIn } from './sendIn.ts'
import { joinRoom } from './stageRoom.ts'
import type { StageRoom } from './stageRoom.ts'
import type { Ladder, StageMedia, StageMediaOptions, StageMediaState } from './types.ts'

/*
 * A tab's part in one stage. Import this file only when a stage is joined (`await import(…)`): LiveKit's client comes
 * with it, and is larger than everything else on the page.
 */

const lookEveryMs = 1_000
const levelEveryMs = 150
/** A sound that has not begun so long after it was asked for has nowhere to go. */
const patienceMs = 2_000
const sources: readonly Source[] = ['microphone', 'camera', 'screen']

export function createStageMedia({ session, backstage, ladder = 'auto' }: StageMediaOptions): StageMedia {
  const device = crypto.randomUUID().slice(0, 8)
  const audio = typeof AudioContext === 'undefined' ? undefined : new AudioContext()
  const listeners = new Set<() => void>()
  let state: StageMediaState | undefined
  let level = 0
  let hasLeft = false
  let sending: Promise<void> = Promise.resolve()

  // Before the rooms: they tell of themselves as soon as they are made, and are read when all is there.
  const change = together(() => {
    state = undefined
    sending = sending.then(() => place(stage, behind, own.tracks)).catch(() => {}) // taken meanwhile: the next change tells
    for (const listener of listeners) listener()
  })
  const own = createOwnTracks(change)
  const join = (part: 'stage' | 'backstage') => joinRoom({ session, part, device, audio, onChange: change })
  const stage = join('stage')
  const behind = backstage ? join('backstage') : undefined
  const rooms = behind ? [stage, behind] : [stage]
  const speakers = createSpeakers(rooms, audio, change)
  const steps = createSteps(rooms, ladder, change)
  const listen = setInterval(() => {
    const now = Math.round(own.level() * 20) / 20
    if (now === level) return
    level = now
    change()
  }, levelEveryMs)

  return {
    getState: () =>
      (state ??= {
        ...stateOf(stage, behind, own),
        ...steps.state(),
        level,
        needsClick: speakers.needsClick(),
      }),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set: (source, on) => own.set(source, on),
    async useDevice(kind, id) {
      if (kind !== 'audiooutput') return own.useDevice(kind, id)
      await Promise.all(rooms.map((it) => it.room.switchActiveDevice('audiooutput', id)))
    },
    closeOwn: () => own.stop(),
    choose: steps.choose,
    setVolume: (part, volume) => (part === 'stage' ? stage : behind)?.hearing.setVolume(volume),
    playSound: speakers.play,
    retry: () => rooms.forEach((it) => it.line.retry()),
    leave() {
      if (hasLeft) return
      hasLeft = true
      steps.stop()
      clearInterval(listen)
      own.stop()
      for (const it of rooms) it.line.close()
      void audio?.close()
    },
  }
}

/** How much comes, chosen by the person or by the line; looked at once a second. */
function createSteps(rooms: readonly StageRoom[], first: Ladder | 'auto', change: () => void) {
  let chosen = first
  let climbing = startOfClimb(Date.now())
  const now = (): Ladder => (chosen === 'auto' ? climbing.ladder : chosen)

  function apply(): void {
    for (const it of rooms) it.hearing.apply(now())
    change()
  }

  const timer = setInterval(() => {
    const before = now()
    const [stage] = rooms
    if (stage) climbing = climb(Date.now(), gradeOf(stage.room.localParticipant.connectionQuality), climbing)
    if (now() === before) change()
    else apply()
  }, lookEveryMs)
  apply()

  return {
    state: () => ({ chosen, ladder: now() }),
    choose(next: Ladder | 'auto') {
      chosen = next
      apply()
    },
    stop: () => clearInterval(timer),
  }
}

/** Many things change at once: the screen is told once. */
function together(tell: () => void): () => void {
  let isTold = false
  return () => {
    if (isTold) return
    isTold = true
    queueMicrotask(() => {
      isTold = false
      tell()
    })
  }
}

/** What is heard, and whether the browser plays it: it waits for a sign of life, and without a loudspeaker for ever. */
function createSpeakers(rooms: readonly StageRoom[], audio: AudioContext | undefined, change: () => void) {
  let isDeaf = false
  // LiveKit takes a muted element that plays for sound. What is heard goes through our context, if there is one.
  const isSilent = () => (audio ? audio.state !== 'running' : rooms.some((it) => !it.room.canPlaybackAudio))
  audio?.addEventListener('statechange', change)
  return {
    needsClick: () => !isDeaf && isSilent() && rooms.some((it) => it.room.remoteParticipants.size > 0),
    async play() {
      const started = Promise.all(rooms.map((it) => it.room.startAudio()))
      const patience = new Promise((resolve) => setTimeout(resolve, patienceMs))
      await Promise.race([Promise.all([started, audio?.resume()]), patience])
      isDeaf = isSilent() && navigator.userActivation?.hasBeenActive === true
      change()
    },
  }
}

function stateOf(stage: StageRoom, behind: StageRoom | undefined, own: OwnTracks) {
  const rooms = behind ? [stage, behind] : [stage]
  const view = stage.view()
  return {
    stage: view,
    backstage: behind?.view(),
    own: { ...own.states },
    myCamera: ownPicture(own.tracks.camera[0]),
    kbits: Math.round(rooms.reduce((sum, it) => sum + it.hearing.bitrate(), 0) / 1_000),
    grade: gradeOf(stage.room.localParticipant.connectionQuality),
    isOnAir: view.mayPublish.length > 0,
  }
}

/** Each of my sources is sent on the stage where the server allows it there, else backstage, else nowhere. */
async function place(
  stage: StageRoom,
  behind: StageRoom | undefined,
  tracks: Readonly<Record<Source, readonly LocalTrack[]>>,
): Promise<void> {
  const onStage = stage.view().mayPublish
  const backstage = behind?.view().mayPublish ?? []
  const all = (of: readonly Source[]) => sources.filter((it) => of.includes(it)).flatMap((it) => tracks[it])
  const rest = backstage.filter((it) => !onStage.includes(it))
  if (behind && backstage.length > 0) await sendIn(behind.room, all(rest))
  if (stage.view().line.state === 'connected') await sendIn(stage.room, all(onStage))
}
