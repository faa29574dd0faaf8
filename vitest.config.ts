import { defineConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

// A machine that is busy makes no test fail: only one that hangs is ended.
const testTimeout = 30_000
const hookTimeout = 60_000
/** Two, also on two cores: these tests wait for other processes as much as they work. */
const workers = { pool: 'forks', maxWorkers: 2 } as const

/** Those that take longest begin first, so that nobody waits for one that began last. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = (it: TestSpecification) =>
      /chaos|matrix|\.media\.|embedded|safety|questions\.e2e/.test(it.moduleId)
    return (await super.sort(files)).toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)))
  }
}

const postgres = ['server/src/testing/postgres.setup.ts']
const journey = { testTimeout: 120_000, hookTimeout: 120_000, globalSetup: postgres, pool: 'forks' } as const
/** Where sound and picture are measured: one at a time, since each is several browsers and a media server. */
const stages = ['client/e2e/{media,stage,stageClip}.e2e.ts']

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'shared', include: ['shared/src/**/*.test.ts'], testTimeout, ...workers } },
      { test: { name: 'client', include: ['client/src/**/*.test.{ts,tsx}'], testTimeout, ...workers } },
      {
        test: {
          name: 'server',
          include: ['server/src/**/*.test.ts'],
          globalSetup: postgres,
          testTimeout,
          hookTimeout,
          ...workers,
        },
      },
      { test: { name: 'infra', include: ['infra/**/*.test.ts'], testTimeout, hookTimeout, ...workers } },
      {
        test: {
          name: 'screens',
          include: ['client/e2e/**/*.e2e.ts'],
          exclude: stages,
          ...journey,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: { name: 'stages', include: stages, ...journey, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
})
