import type { ChannelId } from '@rostrum/shared/kernel/channel.ts'
import type { Position } from '@rostrum/shared/kernel/wire.ts'
import { createFanout } from './fanout.ts'
import type { FanoutOptions, Member, Packet } from './fanout.ts'
import type { Committed } from './job.ts'
import type { Limits } from './limits.ts'
import type { Pace } from './pace.ts'
import type { Snapshot, Source } from './source.ts'
import { covers, frameOf, openStory, tell } from './story.ts'
import type { Story, StoryOptions } from './story.ts'

export interface HubStats {
  frames: number
  delivered: number
  loads: number
  snapshots: number
  catchups: number
  slow: number
  /** Those who came back and were told the rest from memory, without a snapshot. */
  resumed: number
}

export const newHubStats = (): HubStats => ({
  frames: 0,
  delivered: 0,
  loads: 0,
  snapshots: 0,
  catchups: 0,
  slow: 0,
  resumed: 0,
})

export interface LiveOptions extends StoryOptions {
  readonly source: Source
  readonly encode: (frame: string) => unknown
  readonly pace: Pace
  readonly limits: Limits
  readonly stats: HubStats
  readonly onTold?: FanoutOptions['onTold']
  /** The story was cut, or we are too far behind it: everybody must start anew. */
  readonly onCut: (live: Live) => void
}

/** A position somebody has heard a story up to. */
export interface After {
  readonly e: string
  readonly s: number
}

/** A channel that somebody on this node listens to. */
export interface Live {
  readonly id: ChannelId
  readonly members: ReadonlySet<Member>
  /** Resolves when the story has been read; from the start on, commits are kept for it. */
  readonly ready: Promise<unknown>
  hear(committed: Committed): void
  /** There may be more in the log than we know. */
  suspect(): void
  signal(type: string, payload: unknown, key: string): void
  /** Answers and lets in, if memory knows enough; otherwise false, and `read` helps. */
  admit(member: Member, after: After | undefined): boolean
  /** Reads a snapshot, once for all who wait for it. */
  read(): Promise<void>
  leave(member: Member): void
  /** Where it stands, as far as this member has been told; undefined while a frame is on its way to one after another. */
  told(member: Member): Position | undefined
  /** The last event known here; undefined while it is being read. */
  top(): number | undefined
  /** Since when (`performance.now()`) nobody has listened. */
  idleSince(): number | undefined
  stop(): void
}

/** An event with this name says: a text is to be forgotten. The log's own copy is scrubbed by whoever tells it. */
const erasure = ':erased'

/** Different replies kept for those who join in the same tick from different positions. */
const repliesAtMost = 64

/** What is known of a channel, and what has been said of it to its members. */
interface State {
  readonly members: Set<Member>
  readonly signals: Map<string, string>
  story: Story | undefined
  /** When the first event was heard that the members have not been told. */
  heardAt: number | undefined
  idleAt: number | undefined
}

const newState = (): State => ({
  members: new Set(),
  signals: new Map(),
  story: undefined,
  heardAt: undefined,
  idleAt: performance.now(),
})

export function createLive(id: ChannelId, options: LiveOptions): Live {
  const { source, limits, stats, pace } = options
  const early: Committed[] = []
  const state = newState()
  const { members, signals } = state
  const take = () => nextFrame(state, options)
  const fanout = createFanout({ members, stats, pace, slice: limits.slice, take, onTold: options.onTold })
  const replies = createReplies(options)
  const catching = createCatching(() => {
    if (!state.story) return undefined
    stats.catchups++
    return source.since(id, state.story.top)
  }, hearLogged)

  stats.loads++
  const ready = source.load(id).then((loaded) => {
    state.story = openStory(id, loaded, options)
    for (const committed of early.splice(0)) hear(state.story, committed)
  })

  function hear(story: Story, committed: Omit<Committed, 'channel'>): void {
    const result = tell(story, committed, options)
    if (result === 'cut') options.onCut(live)
    else if (result === 'gap') void catching.start()
    else if (result === 'told') {
      replies.clear()
      if (committed.events.some((it) => it.type.endsWith(erasure))) replies.forget(story.top)
      if (members.size === 0) story.told = story.top
      else state.heardAt ??= performance.now()
      fanout.poke()
    }
  }

  function hearLogged({ epoch, events }: Awaited<ReturnType<Source['since']>>): void {
    const { story } = state
    const [first] = events
    if (!story || epoch !== story.epoch || (first && first.seq > story.top + 1)) options.onCut(live)
    else if (first) hear(story, { epoch, from: first.seq, events })
  }

  const live: Live = {
    id,
    members,
    ready,
    hear: (committed) => (state.story ? hear(state.story, committed) : void early.push(committed)),
    suspect: () => void catching.start(),
    signal(type, payload, key) {
      if (members.size === 0) return
      signals.set(`${type} ${key}`, `[${JSON.stringify(type)},${JSON.stringify(payload)}]`)
      fanout.poke()
    },
    admit: (member, after) => letIn(state, member, state.story && replies.find(state.story, after)),
    read: () =>
      replies.read(id, async (snapshot) => {
        if (snapshot.epoch !== state.story?.epoch) options.onCut(live)
        else if (snapshot.seq > state.story.top) await catching.start()
      }),
    leave: (member) => letOut(state, member),
    told: (member) => (fanout.isSending() ? undefined : toldTo(member, state)),
    top: () => state.story?.top,
    idleSince: () => (state.story ? state.idleAt : undefined),
    stop: fanout.stop,
  }
  return live
}

/** What is to be said to the members now, if anything. */
function nextFrame(state: State, { encode, stats }: LiveOptions): ReturnType<FanoutOptions['take']> {
  const { story, signals } = state
  if (!story || (story.told >= story.top && signals.size === 0)) return undefined
  const { told } = story
  const text = frameOf(story, told, { signals: signals.values() })
  signals.clear()
  story.told = story.top
  stats.frames++
  const { heardAt } = state
  state.heardAt = undefined
  return { packet: { text, wire: encode(text) }, weight: told < story.top ? 'news' : 'signals', heardAt }
}

/** The answer and the joining happen in one turn of the loop, so nothing falls between them. */
function letIn(state: State, member: Member, answer: Packet | undefined): boolean {
  if (!answer) return false
  state.members.add(member)
  state.idleAt = undefined
  member.send(answer, 'news')
  return true
}

function letOut(state: State, member: Member): void {
  if (!state.members.delete(member) || state.members.size > 0) return
  state.idleAt = performance.now()
  state.signals.clear() // whoever comes next was not there
}

const toldTo = (member: Member, { story, members }: State): Position | undefined =>
  story && members.has(member) ? [story.id, story.epoch, story.told] : undefined

/** Reads the log from where we are, one read at a time. Asked again meanwhile, it reads again: the first may have been too early. */
function createCatching<News>(since: () => Promise<News> | undefined, hear: (news: News) => void) {
  let running: Promise<void> | undefined
  let isWanted = false

  async function run(): Promise<void> {
    while (isWanted) {
      isWanted = false
      try {
        const news = await since()
        if (news !== undefined) hear(news)
      } catch {
        // The poll will ask again.
      }
    }
    running = undefined
  }
  return {
    start(): Promise<void> {
      isWanted = true
      running ??= run()
      return running
    },
  }
}

/** The first frames for those who join. Two thousand who come back from the same place get the same packet. */
function createReplies({ source, encode, limits, stats }: LiveOptions) {
  const made = new Map<string, Packet>()
  let snapshot: Snapshot | undefined
  let reading: Promise<void> | undefined
  let erasedAt = 0

  function reply(story: Story, after: number, json?: string): Packet {
    const key = `${json === undefined ? '' : 's'}${after}`
    const known = made.get(key)
    if (known) return known
    const text = frameOf(story, after, json === undefined ? {} : { snapshot: json })
    const packet = { text, wire: encode(text) }
    if (made.size < repliesAtMost) made.set(key, packet)
    return packet
  }
  const serves = (story: Story, it: Snapshot) =>
    it.seq >= erasedAt &&
    it.epoch === story.epoch &&
    covers(story, it.seq) &&
    story.top - it.seq <= limits.snapshotAge

  return {
    clear: () => made.clear(),
    /** No snapshot from before this is given to anybody any more. */
    forget(seq: number): void {
      erasedAt = seq
    },
    /** From memory, or undefined when a snapshot must be read first. */
    find(story: Story, after: After | undefined): Packet | undefined {
      if (after && after.e === story.epoch && covers(story, after.s)) {
        stats.resumed++
        return reply(story, after.s)
      }
      return snapshot && serves(story, snapshot) ? reply(story, snapshot.seq, snapshot.json) : undefined
    },
    read(id: ChannelId, check: (snapshot: Snapshot) => Promise<void> | void): Promise<void> {
      stats.snapshots += reading ? 0 : 1
      reading ??= source
        .snapshot(id)
        .then((it) => {
          snapshot = it
          return check(it)
        })
        .finally(() => {
          reading = undefined
        })
      return reading
    },
  }
}
