import { defineConfig } from 'vitest/config'

// A machine that is busy makes no test fail: only one that hangs is ended.
const testTimeout = 30_000

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'shared', include: ['shared/src/**/*.test.ts'], testTimeout } },
      {
        test: {
          name: 'client',
          include: ['client/src/**/*.test.ts', 'client/src/**/*.test.tsx'],
          testTimeout,
        },
      },
      {
        test: {
          name: 'server',
          include: ['server/src/**/*.test.ts'],
          globalSetup: ['server/src/testing/postgres.setup.ts'],
          testTimeout,
          hookTimeout: 60_000,
          pool: 'forks',
          maxWorkers: 2,
        },
      },
      { test: { name: 'infra', include: ['infra/**/*.test.ts'], testTimeout } },
      {
        test: {
          name: 'e2e',
          include: ['client/e2e/**/*.e2e.ts'],
          globalSetup: ['server/src/testing/postgres.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A journey has several browsers and a media server: one at a time on two cores.
          pool: 'forks',
          fileParallelism: false,
        },
      },
    ],
  },
})
