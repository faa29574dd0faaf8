import type { Rate } from '@rostrum/shared/kernel/contract.ts'

/** Everything has a bound, and every bound a name here: each can be configured, and each has a test. */
export interface Limits {
  /** A message from a client, on a socket and as an HTTP body alike. */
  readonly frameBytes: number
  /** How deep objects may lie in one another in what a client sends. */
  readonly depth: number
  /** Commands of one person, over all their tabs on a node; a command with a rate of its own counts on its own. */
  readonly rate: Rate
  /** Media tokens for one person: one for each time they join a room, and a line may be lost again and again. */
  readonly mediaTokens: Rate
  /** All that one person says over their sockets, whatever it is: beyond, it waits, and they are not read from. */
  readonly inbound: Rate
  /** HTTP requests of one sign-in, and its attempts to open a socket: beyond, refused before anything is looked up. */
  readonly requests: Rate
  readonly handshakes: Rate
  /** Everything about oneself as a file: it reads every table. */
  readonly exports: Rate
  readonly channelsPerSocket: number
  readonly socketsPerPerson: number
  /** What may wait for a socket whose client does not read; beyond, it is closed and comes back later. */
  readonly outboundPackets: number
  readonly outboundBytes: number
  /** From the opening of a connection to its being somebody's. */
  readonly authenticateMs: number
  /** How long a connection that we close may take to close itself as well. */
  readonly goodbyeMs: number
  /** From the opening of a connection to the end of an HTTP request's headers, and of the whole request. */
  readonly headersMs: number
  readonly requestMs: number
  readonly pingIntervalMs: number
  readonly pingTimeoutMs: number
  /** How often a socket is told where its channels stand, so that a silent loss is found. */
  readonly heartbeatMs: number
  /** Events with names that we do not know, before a socket is closed as no client of ours. */
  readonly unknownEvents: number
  /** What of a channel's story is kept in memory for those who come back. */
  readonly resumeEvents: number
  readonly resumeBytes: number
  /** Commands waiting on this node; beyond, `busy`. */
  readonly queue: number
  /** The cost of one transaction: a single command costs 1, one of a set 1/16. */
  readonly batch: number
  /** A transaction takes in another lane only while it costs less than this. */
  readonly share: number
  /** How long a handler may take for one call. */
  readonly handlerMs: number
  /** Frames of one channel come no faster than this (a fifth of it where few listen). */
  readonly tickMs: number
  /** Members served in one turn of the event loop. */
  readonly slice: number
  /** Delivered messages per second beyond which ticks are stretched. One costs 9 µs: so many are half a core. */
  readonly deliveriesPerSecond: number
  /** The share of time the event loop is busy beyond which ticks are stretched. */
  readonly busyLoop: number
  /** A kept snapshot serves until it is this many events old. */
  readonly snapshotAge: number
  /** How long stopping may take, and over how long clients are asked to spread their coming back. */
  readonly drainMs: number
  readonly spreadMs: number
  /** How long the story and the record of commands are kept. */
  readonly keepDays: number
}

export const defaultLimits: Limits = {
  frameBytes: 64 * 1024,
  depth: 16,
  rate: { perSecond: 5, burst: 20 },
  mediaTokens: { perSecond: 0.5, burst: 20 },
  inbound: { perSecond: 50, burst: 500 },
  requests: { perSecond: 20, burst: 200 },
  handshakes: { perSecond: 2, burst: 40 },
  exports: { perSecond: 1 / 600, burst: 3 },
  channelsPerSocket: 64,
  socketsPerPerson: 10,
  outboundPackets: 500,
  outboundBytes: 1024 * 1024,
  authenticateMs: 5_000,
  goodbyeMs: 2_000,
  headersMs: 10_000,
  requestMs: 30_000,
  pingIntervalMs: 20_000,
  pingTimeoutMs: 10_000,
  heartbeatMs: 20_000,
  unknownEvents: 10,
  resumeEvents: 500,
  resumeBytes: 256 * 1024,
  queue: 10_000,
  batch: 64,
  share: 64,
  handlerMs: 10_000,
  tickMs: 250,
  slice: 500,
  deliveriesPerSecond: 60_000,
  busyLoop: 0.75,
  snapshotAge: 100,
  drainMs: 10_000,
  spreadMs: 10_000,
  keepDays: 30,
}
