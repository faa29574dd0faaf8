import type { Id } from './ids.ts'

/**
 * Visibility is a channel: what you may see is which channels you may join, and nothing else.
 * `family` names the thing the channel is about; `part` a narrower circle around the same thing.
 */
export const channelKinds = {
  /** Everyone who may enter the forum. */
  forum: { family: 'forum', part: '' },
  /** The forum's organisers and moderators. */
  desk: { family: 'forum', part: 'desk' },
  /** Everyone who may enter the session. */
  session: { family: 'session', part: '' },
  /** Those who prepare and speak: panellists, chair, moderators, interpreters. */
  backstage: { family: 'session', part: 'backstage' },
  /** Those who run the session: its chair and moderators, and the forum's. */
  moderators: { family: 'session', part: 'moderators' },
  /** One person, on all their devices. */
  person: { family: 'person', part: '' },
  /** The servers themselves; no client may join it. Its one subject is `main`. */
  nodes: { family: 'deployment', part: 'nodes' },
} as const

export type ChannelKind = keyof typeof channelKinds
export type FamilyOf<Kind extends ChannelKind> = (typeof channelKinds)[Kind]['family']
export type SubjectOf<Kind extends ChannelKind> = Id<FamilyOf<Kind>>
export type ChannelId = string & { readonly channel: true }

export interface Channel {
  readonly id: ChannelId
  readonly kind: ChannelKind
  readonly subject: string
  /** The unit that runs one command at a time: a family and its subject, whatever the part. */
  readonly lane: string
}

export function channelId<Kind extends ChannelKind>(kind: Kind, subject: SubjectOf<Kind>): ChannelId {
  const { family, part } = channelKinds[kind]
  return (part ? `${family}:${subject}:${part}` : `${family}:${subject}`) as ChannelId
}

const kindOf = new Map(
  Object.entries(channelKinds).map(([kind, { family, part }]) => [`${family}:${part}`, kind as ChannelKind]),
)

export function parseChannel(id: string): Channel | undefined {
  const [family = '', subject = '', part = ''] = id.split(':')
  const kind = kindOf.get(`${family}:${part}`)
  if (!kind || !/^[A-Za-z0-9_-]{1,64}$/.test(subject)) return undefined
  // One channel, one name: `session:42:` is none, nor is anything with more after it.
  if (channelId(kind, subject as never) !== id) return undefined
  return { id: id as ChannelId, kind, subject, lane: `${family}:${subject}` }
}
