import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAdmin } from '../../local/steps/build-admin.ts';

/** Builds the admin UI as `npm start` does, if its sources have changed since the last build. */
export async function ensureAdminBuild(environment: Record<string, string>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lomash-build-'));
  mkdirSync(join(dataDir, 'logs'));
  const env = { ...process.env, ...environment, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' };
  await buildAdmin({ root: process.cwd(), dataDir, dev: false, seedDemo: false, env });
}
