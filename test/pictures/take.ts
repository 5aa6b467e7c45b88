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
 * `npm run pictures` takes the pictures of docs/images anew: it starts the site on a temporary folder with demo data, does what the
 * pictures show in a browser, and ends it. With names (`npm run pictures -- calendar post`) only those scenes, and with
 * `--data <folder>` on that folder, which it keeps, so that the next run is quick.
 */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { data: { type: 'string' } } });
const unknown = positionals.filter((name) => !(name in SCENES));
if (unknown.length > 0) throw new Error(`There is no scene ${unknown.join(', ')}: ${Object.keys(SCENES).join(', ')}.`);

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
    // One that has to be mended keeps no other from being taken.
    await step(name, () => take(studio)).catch((error: unknown) => {
      print(String(error));
      process.exitCode = 1;
    });
  }
} finally {
  await cleanup.run();
}
