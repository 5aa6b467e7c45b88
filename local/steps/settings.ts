import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'dotenv';

export type Settings = {
  /** Folder of the project. */
  root: string;
  /** Folder that keeps everything between two starts. */
  dataDir: string;
  /** Next in development mode, programs restarted when their sources change. */
  dev: boolean;
  seedDemo: boolean;
  /** The environment of the programs; the steps fill in what nobody has set. */
  env: NodeJS.ProcessEnv;
};

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Reads the environment and `.env` (which the environment overrules; an empty value counts as not set) and makes the data folder. */
export function loadSettings(args: readonly string[]): Settings {
  const dev = args.includes('--dev');
  const file = join(ROOT, '.env');
  const fromFile = existsSync(file) ? parse(readFileSync(file)) : {};
  const given = Object.entries({ ...fromFile, ...process.env }).filter(([, value]) => value !== '');
  const set: Record<string, string | undefined> = Object.fromEntries(given);
  const dataDir = resolve(ROOT, set.DATA_DIR ?? '.data');
  mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o711 });
  const env: NodeJS.ProcessEnv = { ...set, NODE_ENV: dev ? 'development' : 'production', DATA_DIR: dataDir };
  env.NEXT_TELEMETRY_DISABLED ??= '1';
  // Nobody else is to read what the processes say of themselves, and no load balancer waits for their end.
  env.INTERNAL_HOST ??= '127.0.0.1';
  env.SHUTDOWN_NOTICE_MS ??= '0';
  if (env.S3_BUCKET === undefined) env.MEDIA_DIR ??= join(dataDir, 'media');
  env.EMAIL_FROM ??= 'Lomash Wood <hello@lomashwood.co.uk>';
  return { root: ROOT, dataDir, dev, seedDemo: env.SEED_DEMO !== 'false', env };
}
