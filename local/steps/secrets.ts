import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.ts';

/** The number of random bytes in each generated secret. */
const SECRETS = { PAYLOAD_SECRET: 32, CUSTOMER_TOKEN_SECRET: 48, INTERNAL_TOKENS: 24, ADMIN_PASSWORD: 12 } as const;

export type StaffLogin = {
  email: string;
  /** The origin of the password: generated now (`new`) or at an earlier start (`kept`), or set by the user (`configured`). */
  origin: 'new' | 'kept' | 'configured';
  password: string;
  /** The file that contains the password, unless the password is configured. */
  file: string;
};

/**
 * Sets every secret that is not configured. Secrets are generated once and stored in `secrets.json` of the data folder.
 */
export function fillSecrets({ dataDir, env }: Settings): StaffLogin {
  const file = join(dataDir, 'secrets.json');
  const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const missing = Object.entries(SECRETS).filter(([name]) => kept[name] === undefined);
  const made = Object.fromEntries(missing.map(([name, bytes]) => [name, randomBytes(bytes).toString('base64url')]));
  const all = { ...kept, ...made };
  if (missing.length > 0) {
    writeFileSync(`${file}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  const configured = env.ADMIN_PASSWORD !== undefined;
  for (const name of Object.keys(SECRETS)) env[name] ??= all[name];
  env.ADMIN_EMAIL ??= 'admin@lomashwood.local';
  const origin = configured ? 'configured' : made.ADMIN_PASSWORD === undefined ? 'kept' : 'new';
  return { email: env.ADMIN_EMAIL, origin, password: env.ADMIN_PASSWORD ?? '', file };
}
