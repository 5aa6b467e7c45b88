import { Lifecycle } from './launcher/lifecycle.ts';
import { print, step } from './launcher/terminal.ts';
import { buildAdmin } from './steps/build-admin.ts';
import { claimDataDir, claimPorts } from './steps/claim.ts';
import { prepareDatabase } from './steps/database.ts';
import { writeEnvFile } from './steps/env-file.ts';
import { fillSecrets } from './steps/secrets.ts';
import { loadSettings } from './steps/settings.ts';
import { startPrograms } from './steps/start-programs.ts';
import { startServices } from './steps/start-services.ts';
import { printSummary } from './steps/summary.ts';

/**
 * `npm start`, and `npm run dev` with `--dev`: for every URL that is not configured the real thing is started here, then the site
 * itself. Everything is kept in DATA_DIR and ends with this process. .env.example says what can be set.
 */
const lifecycle = new Lifecycle();
try {
  const settings = loadSettings(process.argv.slice(2));
  const claim = claimDataDir(settings);
  lifecycle.finally(claim.release);
  await claimPorts(settings, claim.afterDeath);
  const login = fillSecrets(settings);

  const pages = await startServices(settings, lifecycle.stage());
  writeEnvFile(settings);

  await Promise.all([prepareDatabase(settings), settings.dev ? undefined : buildAdmin(settings)]);
  await step('site', () => startPrograms(settings, lifecycle.stage()));
  await Promise.all([pages.inbox?.ready, pages.stripe?.ready]);

  printSummary(settings, login, { inbox: pages.inbox?.url, stripe: pages.stripe?.url });
} catch (error) {
  if (!lifecycle.stopping) print(`\n${error instanceof Error ? error.message : String(error)}`);
  await lifecycle.stop(1);
}
