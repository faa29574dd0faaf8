import { createLivekit } from '#adapters/livekit/media.ts'
import type { Livekit } from '#adapters/livekit/media.ts'
import type { Media } from '#kernel/media.ts'
import type { AppOptions } from './options.ts'

type MediaOptions = Pick<AppOptions, 'livekit'> & {
  readonly background: boolean
  readonly now: () => Date
  readonly say: (line: string) => void
}

const absent = {
  media: undefined,
  addresses: [],
  routes: [],
  start() {},
  pid: () => undefined,
  async stop() {},
}

/** LiveKit, where there is one; else nothing in the same shape, and everything that is text goes on. */
export async function createMedia({
  livekit,
  background,
  now,
  say,
}: MediaOptions): Promise<Omit<Livekit, 'media'> & { readonly media: Media | undefined }> {
  return livekit && background ? createLivekit({ ...livekit, now, say }) : absent
}
