import type { OnAir } from '@rostrum/shared/features/stage/stage.contract.ts'
import type { Performer, Picture, RoomView } from '#kernel/media/types.ts'

export type Layout = 'speaker' | 'grid'

export interface Placed {
  readonly performer: Performer
  readonly picture: Picture | undefined
  readonly isScreen: boolean
}

export interface Arrangement {
  /** Undefined in a grid, and on an empty stage. */
  readonly main: Placed | undefined
  readonly others: readonly Placed[]
}

/** Everybody on air has a place, also who sends neither sound nor picture: they are there, and the audience sees who. */
export function withQuiet(performers: readonly Performer[], onAir: readonly OnAir[]): readonly Performer[] {
  const quiet = onAir.filter((it) => !performers.some((performer) => performer.id === it.id))
  return [
    ...performers,
    ...quiet.map((it): Performer => ({
      id: it.id,
      identity: it.id,
      name: it.card.name,
      role: it.role,
      isMe: false,
      isSpeaking: false,
      grade: 'unknown',
      microphone: 'muted',
      camera: undefined,
      screen: undefined,
    })),
  ]
}

const camera = (performer: Performer): Placed => ({ performer, picture: performer.camera, isScreen: false })

/**
 * Who is seen where. What is shown on a screen comes first, then whom the chair put in the spotlight, then whoever
 * speaks or spoke last, then whoever was there first. The others keep the order they came in: nothing jumps because
 * somebody coughed.
 */
export function arrange(
  room: Pick<RoomView, 'performers' | 'speaker'>,
  it: { readonly layout: Layout; readonly spotlight: string | null },
): Arrangement {
  const { performers, speaker } = room
  const showing = performers.find((performer) => performer.screen)
  if (showing) {
    return {
      main: { performer: showing, picture: showing.screen, isScreen: true },
      others: performers.map(camera),
    }
  }
  if (it.layout === 'grid' && performers.length > 1)
    return { main: undefined, others: performers.map(camera) }
  const main =
    performers.find((performer) => performer.id === it.spotlight) ??
    performers.find((performer) => performer.identity === speaker) ??
    performers[0]
  return {
    main: main && camera(main),
    others: performers.filter((performer) => performer !== main).map(camera),
  }
}
