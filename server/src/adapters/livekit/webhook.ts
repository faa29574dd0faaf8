import { WebhookReceiver } from 'livekit-server-sdk'
import type { WebhookEvent } from 'livekit-server-sdk'
import type { MediaNews } from '#kernel/media.ts'
import { route } from '#kernel/routes.ts'
import type { Route } from '#kernel/routes.ts'
import type { Keys } from './place.ts'

const oldestSeconds = 300
const remembered = 2_000

const meanings: Readonly<Record<string, MediaNews['what']>> = {
  participant_joined: 'joined',
  participant_left: 'left',
  participant_connection_aborted: 'left',
  track_published: 'published',
  track_unpublished: 'unpublished',
}

/**
 * LiveKit's news. They may be lost, doubled and out of order, so they only say where to look; they are believed when
 * they are signed with our key over this very body, and are neither old nor known already.
 */
export function webhookRoute({ key, secret }: Keys, now: () => Date, tell: (news: MediaNews) => void): Route {
  const receiver = new WebhookReceiver(key, secret)
  const seen = new Set<string>()

  return route('post', '/api/livekit/webhook', 'machine', async ({ request, response }) => {
    const event = await verified(receiver, String(request.body), request.get('authorization'))
    const age = event && now().getTime() / 1_000 - Number(event.createdAt)
    if (!event || age === undefined || Math.abs(age) > oldestSeconds) {
      response.status(401).json({ ok: false, code: 'forbidden', retry: false })
      return undefined
    }
    const isNew = !seen.has(event.id)
    seen.add(event.id)
    if (seen.size > remembered) seen.delete(seen.values().next().value ?? '')
    const news = isNew ? newsOf(event) : undefined
    if (news) tell(news)
    return { ok: true }
  })
}

async function verified(
  receiver: WebhookReceiver,
  body: string,
  signature: string | undefined,
): Promise<WebhookEvent | undefined> {
  try {
    return signature ? await receiver.receive(body, signature) : undefined
  } catch {
    return undefined
  }
}

function newsOf(event: WebhookEvent): MediaNews | undefined {
  const what = meanings[event.event]
  const room = event.room?.name
  const identity = event.participant?.identity
  return what && room && identity ? { what, room, identity } : undefined
}
