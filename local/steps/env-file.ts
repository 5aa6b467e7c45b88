import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.ts';

const NAMES = [
  'PORT',
  'INTERNAL_PORT',
  'PUBLIC_URL',
  'DATABASE_URL',
  'REDIS_URL',
  'SMTP_URL',
  'EMAIL_FROM',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_API_URL',
  'PAYLOAD_SECRET',
  'CUSTOMER_TOKEN_SECRET',
  'INTERNAL_TOKENS',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
];

/**
 * Writes the settings of the started services to the file `env` in the data folder, so that other programs such as `psql` can use
 * the same services.
 */
export function writeEnvFile({ dataDir, env }: Settings): void {
  const lines = NAMES.map((name) => `${name}='${(env[name] ?? '').replaceAll("'", `'\\''`)}'`);
  writeFileSync(join(dataDir, 'env'), `${lines.join('\n')}\n`, { mode: 0o600 });
}
