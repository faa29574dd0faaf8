import { questionsState } from '@rostrum/shared/features/questions/questions.state.ts'
import { createFeatureStore } from '#kernel/createFeatureStore.ts'

export const questionsStore = createFeatureStore(questionsState)
