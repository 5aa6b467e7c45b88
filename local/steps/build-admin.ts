import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock, LockedError } from '../launcher/lock.ts';
import { runScript } from '../launcher/run-script.ts';
import { step } from '../launcher/terminal.ts';
import { poll } from '../services/poll.ts';
import type { Settings } from './settings.ts';

/** The files on which the build depends. tsconfig.json is not in the list, because Next rewrites it during a build. */
const INPUTS = ['payload.config.ts', 'next.config.ts', 'package-lock.json', 'src'];
const OTHER_BUILD_TIMEOUT_MS = 10 * 60_000;

/**
 * Builds the admin UI if its inputs have changed since the last build. If a launcher with another data folder builds at the same
 * time, this launcher waits, and then checks whether a build is still needed.
 */
export async function buildAdmin(settings: Settings): Promise<void> {
  const { root } = settings;
  const inputs = hashInputs(root);
  if (isBuilt(root, inputs)) return;
  await step('admin UI build (about a minute; only after a change of the sources)', async () => {
    const lock = await acquireBuildLock(root);
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

async function acquireBuildLock(root: string) {
  const folder = join(root, 'node_modules', '.cache', 'lomash-wood');
  mkdirSync(folder, { recursive: true });
  const lock = await poll(() => tryLock(join(folder, 'build.lock')), {
    timeoutMs: OTHER_BUILD_TIMEOUT_MS,
    intervalMs: 500,
  });
  if (lock === undefined)
    throw new Error(
      'Another launcher has been building the admin UI for ten minutes. Stop that launcher or wait until it has finished, and then start again.',
    );
  return lock;
}

function tryLock(file: string) {
  try {
    return acquireLock(file);
  } catch (error) {
    if (error instanceof LockedError) return undefined;
    throw error;
  }
}

/** One hash of the names and contents of all inputs. */
function hashInputs(root: string): string {
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
