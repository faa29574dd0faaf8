import { put } from '@rostrum/shared/kernel/lists.ts'
import { defineState } from '@rostrum/shared/kernel/state.ts'
import { chat, chatLimits } from './chat.contract.ts'
import type { ChatSettings } from './chat.contract.ts'

export const openChat: ChatSettings = { open: true, slowModeSeconds: 0 }

export const chatState = defineState(
  chat,
  { session: { messages: [], settings: openChat }, person: { reads: [] } },
  {
    said: (slice, message) => ({ ...slice, messages: put(slice.messages, message).slice(-chatLimits.kept) }),
    erased: (slice) => slice,
    configured: (slice, { settings }) => ({ ...slice, settings }),
    myRead: ({ reads }, read) => ({ reads: put(reads, read) }),
  },
)
