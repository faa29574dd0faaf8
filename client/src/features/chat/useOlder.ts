import { useState } from 'react'
import { chatLimits } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { ChatPage, Message } from '@rostrum/shared/features/chat/chat.contract.ts'
import type { SessionId } from '@rostrum/shared/kernel/fields.ts'
import { getJson } from '#kernel/http.ts'

/** Pages from before what is live. */
export function useOlder(session: SessionId, live: readonly Message[]) {
  const [older, setOlder] = useState<readonly Message[]>([])
  const [state, setState] = useState<'idle' | 'loading' | 'failed' | 'all'>('idle')
  const first = older[0] ?? live[0]
  const liveFrom = live[0]?.id
  const before = older.filter((it) => liveFrom === undefined || it.id < liveFrom)

  async function load(): Promise<void> {
    if (!first || state === 'loading') return
    setState('loading')
    try {
      const path = `/api/sessions/${session}/chat?before=${encodeURIComponent(first.id)}`
      const page = await getJson<ChatPage>(path)
      setOlder((known) => [...page.messages, ...known])
      setState(page.more ? 'idle' : 'all')
    } catch {
      setState('failed')
    }
  }
  const hasMore = state !== 'all' && (older.length > 0 || live.length >= chatLimits.kept)
  return { messages: [...before, ...live], hasMore, state, load }
}
