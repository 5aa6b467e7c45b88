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
 * Downloads Redis and its missing libraries with apt, and unpacks them into a cache folder, once. This needs no root rights and
 * installs nothing. Several processes may do this at the same time, each in its own folder; the result of the process that
 * finishes first is used.
 * @param folders candidates for the cache folder, best first
 * @throws Error if this is not Debian or Ubuntu, or if the packages cannot be downloaded
 */
export async function unpackRedisFromDebian(folders: readonly string[]): Promise<RedisBinary> {
  const name = `redis-${arch()}`;
  const cached = folders.map((folder) => join(folder, name)).find((folder) => existsSync(folder));
  if (cached !== undefined) return toRedisBinary(cached);
  const folder = folders.find(isWritable);
  if (folder === undefined)
    throw new Error(`Redis cannot be unpacked, because none of these folders is writable: ${folders.join(', ')}`);
  const work = mkdtempSync(join(folder, `${name}-`));
  try {
    const packages = join(work, 'packages');
    const content = join(work, 'content');
    mkdirSync(packages);
    await fetchPackages(packages);
    for (const file of readdirSync(packages)) {
      if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', join(packages, file), content]);
    }
    // The server and redis-check-rdb are one program, which behaves according to the name under which it is started.
    const server = join(content, 'usr', 'bin', 'redis-server');
    if (!existsSync(server)) symlinkSync('redis-check-rdb', server);
    const { command, env } = toRedisBinary(content);
    await run(command, ['--version'], { env });
    publish(content, join(folder, name));
    return toRedisBinary(join(folder, name));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Downloads redis-tools, which includes the server, and those of its libraries that this system lacks according to apt. */
async function fetchPackages(folder: string): Promise<void> {
  try {
    await download(folder, []);
  } catch {
    // The package lists are missing, as in container images, or outdated. Downloading the lists into a private folder needs
    // no root rights.
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

/**
 * Makes apt download as root if root runs apt. Without this option, apt would download as the user `_apt`, who cannot
 * write to the folder.
 */
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
  const libraries = missing.filter((name) => name.startsWith('lib'));
  await run('apt-get', [...options, ...SANDBOX, '-qq', 'download', 'redis-tools', ...libraries], { cwd: folder });
}

function toRedisBinary(root: string): RedisBinary {
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

/**
 * Moves the finished folder to its final path. Renaming to a folder that is not empty fails; another process has then moved its
 * copy first, and that copy is used.
 */
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
