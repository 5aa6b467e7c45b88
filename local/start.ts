import { LauncherLifecycle } from './launcher/launcher-lifecycle.ts';
import { print, step } from './launcher/terminal.ts';
import { buildAdmin } from './steps/build-admin.ts';
import { claimDataDir, claimPorts } from './steps/claim.ts';
import { prepareDatabase } from './steps/database.ts';
import { writeEnvFile } from './steps/env-file.ts';
import { findLatePages } from './steps/find-late-pages.ts';
import { fillSecrets } from './steps/secrets.ts';
import { loadSettings } from './steps/settings.ts';
import { startPrograms } from './steps/start-programs.ts';
import { startServices } from './steps/start-services.ts';
import { printSummary } from './steps/summary.ts';

/**
 * `npm start`, or `npm run dev` with `--dev`: starts a local service for every service URL that is not configured, and then the
 * site. All data are in DATA_DIR, and all programs end with this process. .env.example lists the settings.
 */
const lifecycle = new LauncherLifecycle();
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

  printSummary(settings, login, pages, await findLatePages(pages));
  await Promise.all([pages.inbox?.ready, pages.stripe?.ready]);
} catch (error) {
  if (!lifecycle.stopping) print(`\n${error instanceof Error ? error.message : String(error)}`);
  await lifecycle.stop(1);
}
