import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { spawnTethered } from './tether.ts';
import { type Unprivileged, unprivileged } from './unprivileged.ts';

export type Cluster = { data: string; password: string; postgres: string; identity: Unprivileged };

/**
 * Returns the database cluster in this folder, and creates it if necessary. The cluster uses UTF-8 and accepts only
 * password authentication. It has the same sort order on every machine (the builtin C.UTF-8, which needs no system
 * locale).
 * @throws Error with the output of initdb
 */
export async function prepareCluster(folder: string, { sync }: { sync: boolean }): Promise<Cluster> {
  const binaries = findPostgresBinaries();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const data = join(folder, 'data');
  const identity = unprivileged(folder);
  const password = readOrMakePassword(folder);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(folder, data, binaries.initdb, { identity, sync });
  return { data, password, postgres: binaries.postgres, identity };
}

/**
 * Builds the cluster in a temporary folder and renames it when complete, so that an interrupted first start leaves no
 * partial cluster.
 */
async function initialise(
  folder: string,
  data: string,
  initdb: string,
  { identity, sync }: { identity: Unprivileged; sync: boolean },
): Promise<void> {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('data.new')) rmSync(join(folder, name), { recursive: true });
  }
  const fresh = join(folder, 'data.new');
  const args = ['-D', fresh, '--username=postgres', `--pwfile=${join(folder, 'password')}`, '--auth=scram-sha-256'];
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  args.push('--text-search-config=english', ...(sync ? [] : ['--no-sync']));
  const run = spawnTethered(initdb, args, {
    ...identity,
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C' },
    output: 'pipe',
    signal: 'SIGTERM',
  });
  let output = '';
  run.child.stdout?.on('data', (chunk) => (output += chunk));
  run.child.stderr?.on('data', (chunk) => (output += chunk));
  const { code } = await run.exited;
  if (code !== 0) throw new Error(`PostgreSQL's initdb failed:\n${output.trim()}`);
  renameSync(fresh, data);
}

function readOrMakePassword(folder: string): string {
  const file = join(folder, 'password');
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(file, statSync(folder).uid, statSync(folder).gid);
  }
  return readFileSync(file, 'utf8').trim();
}
