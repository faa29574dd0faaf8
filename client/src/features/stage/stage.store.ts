import { stageState } from '@rostrum/shared/features/stage/stage.state.ts'
import { createFeatureStore } from '#kernel/createFeatureStore.ts'

export const stageStore = createFeatureStore(stageState)
