import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EXAMPLE_ENV } from '../src/processes/example-env.ts';

/**
 * `npm run generate` writes the files that Payload derives from the configuration: `src/payload-types.ts` and the
 * import map of the admin UI. It needs no database and no environment.
 */
const payload = fileURLToPath(new URL('../node_modules/payload/bin.js', import.meta.url));

for (const command of ['generate:types', 'generate:importmap']) {
  const { status } = spawnSync(process.execPath, [payload, command], {
    stdio: 'inherit',
    env: { ...EXAMPLE_ENV, ...process.env },
  });
  if (status !== 0) process.exit(status ?? 1);
}
