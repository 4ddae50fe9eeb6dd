import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/tidy.test.ts', 'test/tidy/*.test.ts'],
          testTimeout: 20_000,
          /** One process for many files: a third of the time. Tests leave nothing behind. */
          isolate: false,
        },
      },
      {
        test: {
          name: 'sim',
          include: ['sim/**/*.test.ts'],
          /** It gives way to the end-to-end tests. */
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          exclude: ['test/tidy.test.ts', 'test/tidy/**'],
          /** Bounds, not expectations: the machine may have little time for us. */
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          maxConcurrency: 2,
        },
      },
    ],
  },
})
