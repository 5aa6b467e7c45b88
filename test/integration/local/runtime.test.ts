import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const RUNTIME = resolve('runtime.sh');
const OF_NPM = realpathSync('node_modules/.bin/node');
const children: ReturnType<typeof start>[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** The environment of an npm script on a machine whose Node has this version. */
const onMachine = (version: string, path: string) => ({
  ...process.env,
  npm_config_user_agent: `npm/11.19.1 node/v${version} linux x64 workspaces/false`,
  npm_node_execpath: path,
});

const print = (env: NodeJS.ProcessEnv) =>
  spawnSync(RUNTIME, ['-p', 'process.execPath'], { env, encoding: 'utf8' }).stdout.trim();

function start(script: string, env: NodeJS.ProcessEnv) {
  return spawn(RUNTIME, ['-e', script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

it.each(['20.19.0', '22.22.0'])('on a machine with Node %s, programs run on the Node that npm installed', (version) => {
  expect(print(onMachine(version, '/nowhere/node'))).toBe(OF_NPM);
});

it.each(['24.0.0', '26.12.1', '30.0.0'])('on a machine with Node %s, programs run on it', (version) => {
  const echo = spawnSync(RUNTIME, ['src/processes/web.ts'], {
    env: onMachine(version, '/bin/echo'),
    encoding: 'utf8',
  });
  expect(echo.stdout).toBe('--import ./runtime.mjs src/processes/web.ts\n');
});

it('without npm, programs run on the Node that npm installed', () => {
  const { npm_config_user_agent: _, ...env } = process.env;
  expect(print(env)).toBe(OF_NPM);
});

it('a program has the process id of its script, and gets its signals', async () => {
  const script = 'process.on("SIGTERM", () => process.exit(7)); console.log(process.pid); setInterval(() => 0, 1e6)';
  const child = start(script, onMachine('20.19.0', '/nowhere/node'));
  children.push(child);
  const [pid] = await once(child.stdout, 'data');
  expect(Number(pid)).toBe(child.pid);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([7, null]);
});
