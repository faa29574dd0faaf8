import { chatState } from '@rostrum/shared/features/chat/chat.state.ts'
import { createFeatureStore } from '#kernel/createFeatureStore.ts'

export const chatStore = createFeatureStore(chatState)
