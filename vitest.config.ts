import { availableParallelism, totalmem } from 'node:os';
import { defineConfig } from 'vitest/config';
import { Sequencer } from './test/support/sequencer.ts';

const kind = (name: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...options },
});

/** A worker of browser tests takes about two gigabytes, with its site and its browser. Each worker has one of Redis's 16 databases. */
const workers = Math.min(availableParallelism(), Math.floor(totalmem() / 2 ** 31), 15);

const onServices = { globalSetup: ['test/support/services.ts'], testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    pool: 'forks',
    isolate: false,
    setupFiles: ['test/support/restore-spies.ts', 'test/support/repeatable-properties.ts'],
    // `expect.poll` waits one second by default; a page of the admin UI may take longer on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    // When Payload refuses a filter, it leaves rejected promises unhandled (src/processes/start.ts).
    onUnhandledError: ({ name }) => (name === 'QueryError' ? false : undefined),
    // Two workers use about four fifths of two processors. With four, integration tests take 14 % less time.
    maxWorkers: Number(process.env.TEST_WORKERS) || Math.max(2, workers),
    sequence: { sequencer: Sequencer },
    projects: [
      kind('unit', { testTimeout: 30_000 }),
      kind('integration', onServices),
      kind('crash', { ...onServices, testTimeout: 120_000 }),
      kind('browser', {
        globalSetup: ['test/support/start-admin-build.ts', ...onServices.globalSetup],
        testTimeout: 120_000,
        hookTimeout: 300_000,
      }),
    ],
  },
});
