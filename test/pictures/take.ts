import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Cleanup } from '../../bench/support/cleanup.ts';
import { startSiteByNpm } from '../../bench/support/npm-start.ts';
import { print, step } from '../../local/launcher/terminal.ts';
import { openBrowser } from '../support/browser.ts';
import { SCENES } from './scenes/index.ts';
import { openStudio } from './studio.ts';

/**
 * `npm run pictures` retakes the pictures in docs/images: it starts the site with demo data in a temporary folder, performs the
 * scenes in a browser, and stops the site. With names (`npm run pictures -- calendar post`) it performs only those scenes. With
 * `--data <folder>` it uses that folder and does not delete it, so that the next run is faster.
 */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { data: { type: 'string' } } });
const unknown = positionals.filter((name) => !(name in SCENES));
if (unknown.length > 0)
  throw new Error(`Unknown scenes: ${unknown.join(', ')}. Choose from: ${Object.keys(SCENES).join(', ')}.`);

const cleanup = new Cleanup();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => cleanup.run().then(() => process.exit(130)));
try {
  const folder = values.data ?? (await mkdtemp(join(tmpdir(), 'lomash-pictures-')));
  if (!values.data) cleanup.add(() => rm(folder, { recursive: true, force: true }));
  const { url } = await startSiteByNpm(process.cwd(), folder, cleanup);
  const browser = await openBrowser();
  cleanup.add(() => browser.close());
  const { ADMIN_PASSWORD: password } = JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'));
  const studio = openStudio({ browser, url, password });
  for (const [name, take] of Object.entries(SCENES)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    // If a scene fails, the other scenes still run.
    await step(name, () => take(studio)).catch((error: unknown) => {
      print(String(error));
      process.exitCode = 1;
    });
  }
} finally {
  await cleanup.run();
}
