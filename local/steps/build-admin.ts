import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LockedError, takeLock } from '../launcher/lock.ts';
import { runScript } from '../launcher/run-script.ts';
import { step } from '../launcher/terminal.ts';
import { poll } from '../services/poll.ts';
import type { Settings } from './settings.ts';

/** Not tsconfig.json: Next rewrites it while it builds. */
const INPUTS = ['payload.config.ts', 'next.config.mjs', 'next.config.ts', 'package-lock.json', 'src'];
const OTHER_BUILD_PATIENCE = 10 * 60_000;

/**
 * Builds the admin UI when its inputs have changed since the last build, else does nothing. A launcher on another data folder may
 * build at the same moment: then this one waits for it and looks again.
 */
export async function buildAdmin(settings: Settings): Promise<void> {
  const { root } = settings;
  const inputs = hashOf(root);
  if (isBuilt(root, inputs)) return;
  await step('admin UI build: its sources have changed (about a minute)', async () => {
    const lock = await takeBuildLock(root);
    try {
      if (isBuilt(root, inputs)) return;
      rmSync(stampFile(root), { force: true });
      await runScript('build', [join('node_modules', 'next', 'dist', 'bin', 'next'), 'build'], settings);
      writeFileSync(stampFile(root), inputs);
    } finally {
      lock.release();
    }
  });
}

function isBuilt(root: string, inputs: string): boolean {
  return existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === inputs;
}

function stampFile(root: string): string {
  return join(root, '.next', 'inputs-hash');
}

async function takeBuildLock(root: string) {
  const folder = join(root, 'node_modules', '.cache', 'lomash-wood');
  mkdirSync(folder, { recursive: true });
  const lock = await poll(() => tryLock(join(folder, 'build.lock')), { patience: OTHER_BUILD_PATIENCE, every: 500 });
  if (lock === undefined) throw new Error('Another launcher has been building the admin UI for ten minutes.');
  return lock;
}

function tryLock(file: string) {
  try {
    return takeLock(file);
  } catch (error) {
    if (error instanceof LockedError) return undefined;
    throw error;
  }
}

/** One hash over the names and contents of all inputs. */
function hashOf(root: string): string {
  const hash = createHash('sha256');
  const add = (path: string) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) add(join(path, name));
      return;
    }
    hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
  };
  for (const path of INPUTS) add(path);
  return hash.digest('hex');
}
