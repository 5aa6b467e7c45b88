import { defineConfig } from 'vitest/config';

/** The unit tests of pure modules, as Stryker runs them: without the tests of the project itself, which read its files. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    include: ['test/unit/{analytics,appointments,catalogue,sales}/**/*.test.ts'],
    setupFiles: ['test/mutation/few-runs.ts'],
    exclude: ['test/unit/sales/draw-invoice.test.ts'],
  },
});
