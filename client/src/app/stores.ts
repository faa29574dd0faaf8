import type { AnyFeatureStore } from '#kernel/createFeatureStore.ts'
import { chatStore } from '../features/chat/chat.store.ts'
import { moderationStore } from '../features/moderation/moderation.store.ts'
import { questionsStore } from '../features/questions/questions.store.ts'
import { programmeStore } from '../features/programme/programme.store.ts'
import { stageStore } from '../features/stage/stage.store.ts'
import { peopleStore } from '#kernel/me.ts'

/** Every feature store there is: each gets the snapshots and events of its feature. */
export const stores: readonly AnyFeatureStore[] = [
  peopleStore,
  programmeStore,
  stageStore,
  questionsStore,
  moderationStore,
  chatStore,
]
