import { relative } from 'node:path';
import { paint, print } from '../launcher/terminal.ts';
import type { StaffLogin } from './secrets.ts';
import type { Settings } from './settings.ts';

/** Prints where everything is. */
export function printSummary(settings: Settings, login: StaffLogin, urls: { inbox?: string; stripe?: string }): void {
  const { env, root, dataDir } = settings;
  const url = env.PUBLIC_URL;
  const near = (path: string) => (path.startsWith(root) ? relative(root, path) : path);
  const password = {
    new: `${login.password}   (printed this once; kept in ${near(login.file)})`,
    kept: `see ADMIN_PASSWORD in ${near(login.file)}`,
    configured: 'as set in ADMIN_PASSWORD when the account was made',
  }[login.origin];
  const rows: [string, string][] = [
    ['Site and API', `${url}/v1`],
    ['Admin UI', `${url}/admin`],
    ['  e-mail', login.email],
    ['  password', password],
    ['Mail inbox', urls.inbox ?? 'none: SMTP_URL is configured'],
    ['Payments', urls.stripe ?? 'with Stripe: STRIPE_SECRET_KEY is configured'],
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
  print(`  Ctrl-C stops everything.${settings.dev ? ' Changed sources are loaded at once.' : ''}`);
  print();
}
