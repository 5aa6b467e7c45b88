import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { takeLock } from '../../../local/launcher/lock.ts';
import { fillSecrets } from '../../../local/steps/secrets.ts';
import type { Settings } from '../../../local/steps/settings.ts';
import { makeDataDir } from './data-dir.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs `npm start`'s program until it ends, which it is expected to do by itself. */
function launch(env: Record<string, string>): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const args = ['--import', './runtime.mjs', 'local/start.ts'];
    execFile(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

async function takePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return String((server.address() as AddressInfo).port);
}

function settingsOf(dataDir: string, env: Record<string, string> = {}): Settings {
  return { root: ROOT, dataDir, dev: false, seedDemo: false, env: { NODE_ENV: 'production', ...env } };
}

describe('launcher', () => {
  it.each(['PORT', 'INTERNAL_PORT'])(
    'names the port and the variable when %s is in use, before it starts anything',
    async (variable) => {
      const DATA_DIR = makeDataDir();
      const port = await takePort();
      const { code, output } = await launch({ DATA_DIR, PORT: '0', INTERNAL_PORT: '0', [variable]: port });
      expect(code).toBe(1);
      expect(output).toContain(`Port ${port} is already in use`);
      expect(output).toContain(`${variable}=`);
      expect(readdirSync(DATA_DIR)).not.toContain('postgres');
      expect(readdirSync(DATA_DIR)).not.toContain('launcher.lock');
    },
  );

  it('refuses a second start on the same data folder and says who has it', async () => {
    const DATA_DIR = makeDataDir();
    takeLock(join(DATA_DIR, 'launcher.lock'));
    writeFileSync(join(DATA_DIR, 'site-url'), 'http://localhost:4711\n');
    const { code, output } = await launch({ DATA_DIR, PORT: '0', INTERNAL_PORT: '0' });
    expect(code).toBe(1);
    expect(output).toContain(`Another launcher (process ${process.pid}) already runs on ${DATA_DIR}`);
    expect(output).toContain('http://localhost:4711');
  });
});

describe('lock', () => {
  it('of a dead process does not count', () => {
    const file = join(makeDataDir(), 'launcher.lock');
    expect(takeLock(file).afterDeath).toBe(false);
    // The same pid with another start time: a later process under the number of the dead one.
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'long ago' }));
    expect(takeLock(file).afterDeath).toBe(true);
    expect(() => takeLock(file)).toThrow(`process ${process.pid}`);
  });
});

describe('secrets', () => {
  const names = ['PAYLOAD_SECRET', 'CUSTOMER_TOKEN_SECRET', 'INTERNAL_TOKENS', 'ADMIN_PASSWORD'];

  it('are made once, readable by the owner alone', () => {
    const dataDir = makeDataDir();
    const first = settingsOf(dataDir);
    expect(fillSecrets(first)).toMatchObject({ email: 'admin@lomashwood.local', origin: 'new' });
    const second = settingsOf(dataDir);
    expect(fillSecrets(second)).toMatchObject({ origin: 'kept', password: first.env.ADMIN_PASSWORD });
    for (const name of names) {
      expect(second.env[name]).toBe(first.env[name]);
      expect(second.env[name]?.length).toBeGreaterThanOrEqual(16);
    }
    expect(new Set(names.map((name) => first.env[name])).size).toBe(names.length);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('that are configured win and are not written down', () => {
    const dataDir = makeDataDir();
    const configured = { PAYLOAD_SECRET: 'configured-payload-secret', ADMIN_PASSWORD: 'configured-password' };
    const settings = settingsOf(dataDir, configured);
    expect(fillSecrets(settings)).toMatchObject({ origin: 'configured', password: 'configured-password' });
    expect(settings.env).toMatchObject(configured);
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).not.toContain('configured');
  });
});

describe('.env.example', () => {
  it('lists every variable that src/env.ts reads', () => {
    const read = [...readFileSync(join(ROOT, 'src/env.ts'), 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(
      ([, name]) => name,
    );
    const listed = [...readFileSync(join(ROOT, '.env.example'), 'utf8').matchAll(/^([A-Z][A-Z_]+)=/gm)].map(
      ([, name]) => name,
    );
    expect(read.length).toBeGreaterThan(20);
    expect(read.filter((name) => name !== 'NODE_ENV' && !listed.includes(name))).toEqual([]);
  });
});
