import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acquireLock } from '../../../local/launcher/lock.ts';
import { launchMail } from '../../../local/services/mail.ts';
import { findLatePages } from '../../../local/steps/find-late-pages.ts';
import { fillSecrets } from '../../../local/steps/secrets.ts';
import type { Settings } from '../../../local/steps/settings.ts';
import { makeDataDir } from './data-dir.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the program of `npm start` until it exits by itself. */
function launch(env: Record<string, string>): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const args = ['--import', './runtime.mjs', 'local/start.ts'];
    execFile(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

async function occupyPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return String((server.address() as AddressInfo).port);
}

function readSettings(dataDir: string, env: Record<string, string> = {}): Settings {
  return { root: ROOT, dataDir, dev: false, seedDemo: false, env: { NODE_ENV: 'production', ...env } };
}

describe('the launcher', () => {
  it.each(['PORT', 'INTERNAL_PORT'])(
    'names the port and the variable %s when the port is in use, before it starts anything',
    async (variable) => {
      const DATA_DIR = makeDataDir();
      const port = await occupyPort();
      const { code, output } = await launch({ DATA_DIR, PORT: '0', INTERNAL_PORT: '0', [variable]: port });
      expect(code).toBe(1);
      expect(output).toContain(`Port ${port} is already in use`);
      expect(output).toContain(`${variable}=`);
      expect(readdirSync(DATA_DIR)).not.toContain('postgres');
      expect(readdirSync(DATA_DIR)).not.toContain('launcher.lock');
    },
  );

  it('refuses a second start on the same data folder, and names the process that holds the lock', async () => {
    const DATA_DIR = makeDataDir();
    acquireLock(join(DATA_DIR, 'launcher.lock'));
    writeFileSync(join(DATA_DIR, 'site-url'), 'http://localhost:4711\n');
    const { code, output } = await launch({ DATA_DIR, PORT: '0', INTERNAL_PORT: '0' });
    expect(code).toBe(1);
    expect(output).toContain(`Another launcher (process ${process.pid}) already uses the folder ${DATA_DIR}`);
    expect(output).toContain('http://localhost:4711');
  });
});

describe('the pages that the launcher waits for', () => {
  const page = (ready: Promise<void>) => ({ url: 'http://127.0.0.1:1', ready });

  it('do not delay the start when they are late, and the launcher names the late pages', async () => {
    const never = new Promise<void>(() => undefined);
    const pages = { inbox: page(never), stripe: page(Promise.resolve()) };
    expect(await findLatePages(pages, 10)).toEqual(['inbox']);
    expect(await findLatePages({ stripe: page(never) }, 10)).toEqual(['stripe']);
    expect(await findLatePages({}, 10)).toEqual([]);
  });

  it('stop the start if their service has exited, with advice on what to do', async () => {
    const dataDir = join(makeDataDir(), 'mail');
    const port = await occupyPort();
    const { ready } = await launchMail({ dataDir, webPort: Number(port) });
    const inbox = page(ready);
    await expect(findLatePages({ inbox }, 30_000)).rejects.toThrow(
      /The mail inbox ended while it was starting:[\s\S]*EADDRINUSE[\s\S]*set SMTP_URL/,
    );
  });
});

describe('the lock', () => {
  it('of a dead process is replaced', () => {
    const file = join(makeDataDir(), 'launcher.lock');
    expect(acquireLock(file).afterDeath).toBe(false);
    // The same pid with another start time means that a later process has got the pid of the dead one.
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'long ago' }));
    expect(acquireLock(file).afterDeath).toBe(true);
    expect(() => acquireLock(file)).toThrow(`process ${process.pid}`);
  });
});

describe('the secrets', () => {
  const names = ['PAYLOAD_SECRET', 'CUSTOMER_TOKEN_SECRET', 'INTERNAL_TOKENS', 'ADMIN_PASSWORD'];

  it('are generated once, and readable only by the owner of the file', () => {
    const dataDir = makeDataDir();
    const first = readSettings(dataDir);
    expect(fillSecrets(first)).toMatchObject({ email: 'admin@lomashwood.local', origin: 'new' });
    const second = readSettings(dataDir);
    expect(fillSecrets(second)).toMatchObject({ origin: 'kept', password: first.env.ADMIN_PASSWORD });
    for (const name of names) {
      expect(second.env[name]).toBe(first.env[name]);
      expect(second.env[name]?.length).toBeGreaterThanOrEqual(16);
    }
    expect(new Set(names.map((name) => first.env[name])).size).toBe(names.length);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('that are configured take precedence and are not stored', () => {
    const dataDir = makeDataDir();
    const configured = { PAYLOAD_SECRET: 'configured-payload-secret', ADMIN_PASSWORD: 'configured-password' };
    const settings = readSettings(dataDir, configured);
    expect(fillSecrets(settings)).toMatchObject({ origin: 'configured', password: 'configured-password' });
    expect(settings.env).toMatchObject(configured);
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).not.toContain('configured');
  });
});

describe('.env.example', () => {
  it('lists every variable that src/processes/env.ts reads', () => {
    const read = [...readFileSync(join(ROOT, 'src/processes/env.ts'), 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(
      ([, name]) => name,
    );
    const listed = [...readFileSync(join(ROOT, '.env.example'), 'utf8').matchAll(/^([A-Z][A-Z_]+)=/gm)].map(
      ([, name]) => name,
    );
    expect(read.length).toBeGreaterThan(20);
    expect(read.filter((name) => name !== 'NODE_ENV' && !listed.includes(name))).toEqual([]);
  });
});
