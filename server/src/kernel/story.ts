import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Committed } from './job.ts'
import type { Limits } from './limits.ts'

/* What is known here of one channel's story: how far it has come, and its last events. Pure: no clock, no sending. */

/** An event as it stands in the log. */
export interface Logged {
  readonly seq: number
  readonly type: string
  readonly body: string
}
interface Entry {
  readonly seq: number
  /** Ready for a frame. */
  readonly json: string
  /** Of entries with the same key only the last is worth sending. */
  readonly key: string | undefined
}

export interface Story {
  readonly id: ChannelId
  readonly epoch: string
  top: number
  /** How far those who listen have been told. */
  told: number
  /** The last events, without a gap, ending at `top`; with all that are not told yet, however many. */
  readonly ring: Entry[]
  bytes: number
}

/** How stories are kept: the field by which an event replaces the one before it, and how much stays in memory. */
export interface StoryOptions {
  readonly latest: (type: string) => string | undefined
  readonly limits: Pick<Limits, 'resumeEvents' | 'resumeBytes'>
}

export function openStory(
  id: ChannelId,
  { epoch, seq, events }: { epoch: string; seq: number; events: readonly Logged[] },
  options: StoryOptions,
): Story {
  const story: Story = { id, epoch, top: seq, told: seq, ring: [], bytes: 0 }
  for (const event of events) remember(story, event, options)
  return story
}

/** 'known': nothing new. 'gap': something before it is still on its way. 'cut': it belongs to another story. */
export function tell(
  story: Story,
  { epoch, from, events }: Pick<Committed, 'epoch' | 'from' | 'events'>,
  options: StoryOptions,
): 'told' | 'known' | 'gap' | 'cut' {
  if (epoch !== story.epoch) return 'cut'
  if (from > story.top + 1) return 'gap'
  const before = story.top
  for (const [i, event] of events.entries()) {
    if (from + i <= story.top) continue
    story.top = from + i
    remember(story, { seq: story.top, ...event }, options)
  }
  return story.top > before ? 'told' : 'known'
}

/** Can somebody who has heard the story up to `after` be told the rest from memory? */
export const covers = ({ top, ring }: Story, after: number): boolean =>
  after <= top && after >= top - ring.length

/** The frame from `after` to the top. An event overtaken by a later one with its key is left out. */
export function frameOf(
  { id, epoch, top, ring }: Story,
  after: number,
  more: { readonly snapshot?: string; readonly signals?: Iterable<string> } = {},
): string {
  const news = ring.slice(Math.max(0, ring.length - (top - after)))
  const last = new Map(news.flatMap(({ key, seq }) => (key === undefined ? [] : [[key, seq] as const])))
  const d = news.filter(({ key, seq }) => key === undefined || last.get(key) === seq).map((it) => it.json)
  const signals = [...(more.signals ?? [])]
  const snapshot = more.snapshot === undefined ? '' : `,"snapshot":${more.snapshot}`
  const x = signals.length === 0 ? '' : `,"x":[${signals.join(',')}]`
  return `{"ch":"${id}","e":"${epoch}","from":${after + 1},"to":${top}${snapshot},"d":[${d.join(',')}]${x}}`
}

function remember(story: Story, { seq, type, body }: Logged, { latest, limits }: StoryOptions): void {
  const field = latest(type)
  const value = field === undefined ? undefined : (JSON.parse(body) as Record<string, unknown>)[field]
  const json = `[${seq},${JSON.stringify(type)},${body}]`
  story.ring.push({ seq, json, key: field === undefined ? undefined : `${type} ${String(value)}` })
  story.bytes += json.length
  // Trimmed in bites of an eighth: dropping one at a time from the front of an array costs its length.
  const isFull = story.ring.length > limits.resumeEvents * 1.125 || story.bytes > limits.resumeBytes * 1.125
  if (isFull && (story.ring[0]?.seq ?? 0) <= story.told) trim(story, limits)
}

function trim(story: Story, { resumeEvents, resumeBytes }: StoryOptions['limits']): void {
  let drop = 0
  let { bytes } = story
  for (const { json, seq } of story.ring.slice(0, -1)) {
    const isKept = story.ring.length - drop <= resumeEvents && bytes <= resumeBytes
    if (isKept || seq > story.told) break // who listens would be told of a stretch with a hole in it
    bytes -= json.length
    drop++
  }
  story.ring.splice(0, drop)
  story.bytes = bytes
}
