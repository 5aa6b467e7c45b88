import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

export type Settings = {
  /** The folder of the project. */
  root: string;
  /** The folder for all data that survive a restart. */
  dataDir: string;
  /** Whether to run Next in development mode, and to restart programs when their sources change. */
  dev: boolean;
  seedDemo: boolean;
  /** The environment of the programs. The steps add the missing variables. */
  env: NodeJS.ProcessEnv;
};

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Reads the environment and `.env`, and creates the data folder. The environment takes precedence; an empty value
 * counts as not set.
 */
export function loadSettings(args: readonly string[]): Settings {
  const dev = args.includes('--dev');
  const file = join(ROOT, '.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const entries = Object.entries({ ...fromFile, ...process.env }).filter(([, value]) => value !== '');
  const values: Record<string, string | undefined> = Object.fromEntries(entries);
  const dataDir = resolve(ROOT, values.DATA_DIR ?? '.data');
  mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o711 });
  const env: NodeJS.ProcessEnv = { ...values, NODE_ENV: dev ? 'development' : 'production', DATA_DIR: dataDir };
  env.NEXT_TELEMETRY_DISABLED ??= '1';
  // The internal port is only for this machine, and there is no load balancer that has to notice a shutdown.
  env.INTERNAL_HOST ??= '127.0.0.1';
  env.SHUTDOWN_NOTICE_MS ??= '0';
  if (env.S3_BUCKET === undefined) env.MEDIA_DIR ??= join(dataDir, 'media');
  env.EMAIL_FROM ??= 'Lomash Wood <hello@lomashwood.co.uk>';
  return { root: ROOT, dataDir, dev, seedDemo: env.SEED_DEMO !== 'false', env };
}
