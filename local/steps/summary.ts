import { relative } from 'node:path';
import { paint, print } from '../launcher/terminal.ts';
import type { PageName } from './find-late-pages.ts';
import type { StaffLogin } from './secrets.ts';
import type { Settings } from './settings.ts';
import type { StartedPages } from './start-services.ts';

/** Prints the URLs, the sign-in of the first staff account, and the folders. Pages in `late` do not respond yet. */
export function printSummary(
  settings: Settings,
  login: StaffLogin,
  pages: StartedPages,
  late: readonly PageName[],
): void {
  const { env, root, dataDir } = settings;
  const url = env.PUBLIC_URL;
  const near = (path: string) => (path.startsWith(root) ? relative(root, path) : path);
  const address = (name: PageName) => {
    const page = pages[name];
    return page && (late.includes(name) ? `${page.url}   (still starting)` : page.url);
  };
  const password = {
    new: `${login.password}   (shown only now; stored in ${near(login.file)})`,
    kept: `see ADMIN_PASSWORD in ${near(login.file)}`,
    configured: 'as set in ADMIN_PASSWORD when the account was created',
  }[login.origin];
  const rows: [string, string][] = [
    ['Site and API', `${url}/v1`],
    ['Admin UI', `${url}/admin`],
    ['  e-mail', login.email],
    ['  password', password],
    ['Mail inbox', address('inbox') ?? 'none: SMTP_URL is configured'],
    ['Payments', address('stripe') ?? 'with Stripe: STRIPE_SECRET_KEY is configured'],
    ['API docs', `${url}/docs   (${url}/openapi.json)`],
    [
      'Metrics',
      `http://127.0.0.1:${env.INTERNAL_PORT}/metrics (web), http://127.0.0.1:${env.WORKER_METRICS_PORT}/metrics (worker)`,
    ],
    ['Data and logs', `${near(dataDir)}   (connection strings for other tools: ${near(dataDir)}/env)`],
  ];
  print();
  print(paint(`Lomash Wood is ready after ${process.uptime().toFixed(1)} s`, 1));
  print();
  for (const [name, value] of rows) print(`  ${name.padEnd(15)} ${value}`);
  print();
  print(`  Ctrl-C stops everything.${settings.dev ? ' Source changes are loaded at once.' : ''}`);
  print();
}
