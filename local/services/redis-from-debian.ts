import { execFile } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RedisBinary } from './redis-binary.ts';

const run = promisify(execFile);

/**
 * Downloads Redis and the libraries it misses with apt and unpacks them into a cache folder, once: no root rights are needed and
 * nothing is installed. Several processes may do it at the same time, each in a folder of its own; the first one to finish counts.
 * @param folders where the cache may lie, best first
 * @throws Error when this is no Debian or Ubuntu, or the packages cannot be fetched
 */
export async function unpackRedisFromDebian(folders: readonly string[]): Promise<RedisBinary> {
  const name = `redis-${arch()}`;
  const cached = folders.map((folder) => join(folder, name)).find((folder) => existsSync(folder));
  if (cached !== undefined) return describe(cached);
  const folder = folders.find(isWritable);
  if (folder === undefined) throw new Error(`none of these folders can be written: ${folders.join(', ')}`);
  const work = mkdtempSync(join(folder, `${name}-`));
  try {
    const packages = join(work, 'packages');
    const content = join(work, 'content');
    mkdirSync(packages);
    await fetchPackages(packages);
    for (const file of readdirSync(packages)) {
      if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', join(packages, file), content]);
    }
    // The server is one program with redis-check-rdb; it looks at the name it is called by.
    const server = join(content, 'usr', 'bin', 'redis-server');
    if (!existsSync(server)) symlinkSync('redis-check-rdb', server);
    const { command, env } = describe(content);
    await run(command, ['--version'], { env });
    publish(content, join(folder, name));
    return describe(join(folder, name));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Asks apt which packages this system misses for redis-tools (which holds the server) and downloads them, no others. */
async function fetchPackages(folder: string): Promise<void> {
  try {
    await download(folder, []);
  } catch {
    // No package lists, as in container images, or outdated ones: fetch them into a private place, where root is not needed.
    const state = join(folder, 'apt');
    mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
    mkdirSync(join(state, 'cache', 'archives', 'partial'), { recursive: true });
    const options = [`Dir::State::Lists=${state}/lists`, `Dir::Cache=${state}/cache`].flatMap((option) => [
      '-o',
      option,
    ]);
    await run('apt-get', [...options, ...SANDBOX, '-qq', 'update']);
    await download(folder, options);
  }
}

/** As root, apt would download as its own user, which cannot write here. */
const SANDBOX = process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];

async function download(folder: string, options: readonly string[]): Promise<void> {
  const simulate = [
    ...options,
    '-o',
    'Debug::NoLocking=1',
    '--simulate',
    '--no-install-recommends',
    'install',
    'redis-tools',
  ];
  const { stdout } = await run('apt-get', simulate, { env: { ...process.env, LC_ALL: 'C' } });
  const missing = [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name);
  const wanted = missing.filter((name) => name.startsWith('lib'));
  await run('apt-get', [...options, ...SANDBOX, '-qq', 'download', 'redis-tools', ...wanted], { cwd: folder });
}

function describe(root: string): RedisBinary {
  const libraries = ['usr/lib', 'lib']
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.includes('-linux-'))
        .map((name) => join(folder, name)),
    );
  const path = [...libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { command: join(root, 'usr', 'bin', 'redis-server'), env: { ...process.env, LD_LIBRARY_PATH: path } };
}

/** Renaming onto a folder that is not empty fails: then another process was first, and its copy is as good. */
function publish(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
