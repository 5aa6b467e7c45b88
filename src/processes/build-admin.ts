import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { EXAMPLE_ENV } from './example-env.ts';

// `npm run build` compiles the admin UI with Next. Next loads the configuration for it, but uses no service and stores none of the
// values, so variables that are not set get an example.
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
const { status } = spawnSync(process.execPath, [next, 'build'], {
  stdio: 'inherit',
  env: { ...EXAMPLE_ENV, ...process.env, NODE_ENV: 'production' },
});
process.exit(status ?? 1);
