import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const payloadErrors = fileURLToPath(new URL('../../node_modules/payload/dist/errors/index.js', import.meta.url));

/** The unit tests of pure modules, as Stryker runs them: without the tests of the project itself, which read its files. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: {
    // Stryker loads the modules again for every mutant. Loading all of Payload takes seconds, and pure code needs only its errors
    // and Drizzle.
    alias: [
      { find: /^payload$/, replacement: payloadErrors },
      { find: /^@payloadcms\/db-postgres$/, replacement: '@payloadcms/db-postgres/drizzle' },
    ],
  },
  test: {
    include: ['test/unit/{analytics,appointments,catalogue,sales}/**/*.test.ts'],
    setupFiles: ['test/mutation/few-runs.ts'],
    exclude: ['test/unit/sales/draw-invoice.test.ts'],
  },
});
