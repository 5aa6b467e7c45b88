import { defineConfig } from 'vitest/config';

const kind = (name: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...options },
});

const onServices = { globalSetup: ['test/support/services.ts'], testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    pool: 'forks',
    isolate: false,
    setupFiles: ['test/support/fresh-modules.ts'],
    maxWorkers: 2,
    projects: [
      kind('unit', { testTimeout: 30_000 }),
      kind('integration', onServices),
      kind('crash', { ...onServices, testTimeout: 120_000 }),
      kind('browser', { ...onServices, testTimeout: 120_000, hookTimeout: 300_000 }),
    ],
  },
});
