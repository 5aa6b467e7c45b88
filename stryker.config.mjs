/**
 * Mutation tests (`npm run test:mutation`): Stryker changes one expression of a pure module at a time, and the unit tests must
 * fail. Pure modules need no services. Parts of these modules that read or write the database are left out (`database-code.mjs`),
 * because only integration tests run them.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [
    'src/services/appointments/{plan-slots,statuses,booking-facts}.ts',
    'src/services/sales/{statuses,to-dispute-standing,stripe-events}.ts',
    'src/services/catalogue/{read-price-list,product-query}.ts',
    'src/services/analytics/{period,privacy-filter,to-tracking-event,session-progress,report-csv}.ts',
    'src/services/analytics/cut-properties.js',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/database-code.mjs'],
  ignorers: ['database-code'],
  // A changed text of a label or message is a matter of taste, not of behaviour.
  mutator: { excludedMutations: ['StringLiteral'] },
  reporters: ['clear-text', 'progress', 'html'],
  htmlReporter: { fileName: 'test/out/mutation.html' },
  tempDirName: 'test/out/mutation',
  thresholds: { high: 90, low: 85, break: 85 },
};
