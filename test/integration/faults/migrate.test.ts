import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { withSilenceLimit } from '../../../src/database/migrate.ts';
import { cloneDatabase } from '../../support/database.ts';
import { siteEnvironment } from '../../support/environment.ts';
import { run } from '../../support/run.ts';
import { until } from '../../support/until.ts';
import { startTcpProxy } from '../gateway/tcp-proxy.ts';

const own = await cloneDatabase();
const line = await startTcpProxy(own.url);
afterAll(async () => {
  await line.cut();
  await own.drop();
});

const migrate = (databaseUrl: string) =>
  run('src/processes/migrate.ts', siteEnvironment({ databaseUrl, redisUrl: 'redis://127.0.0.1:9' }));

test('a release step fails with an error if Postgres accepts connections and never responds', async () => {
  line.freeze();
  await expect(migrate(line.url)).rejects.toThrow(/exited with 1:[\s\S]*(?:connection timeout|has not answered)/);
  await line.mend();
}, 90_000);

test('a release step waits for a slow statement, and fails with an error once Postgres is frozen', async () => {
  const client = new pg.Client(line.url);
  client.on('error', () => undefined);
  await client.connect();
  const limits = { pauseMs: 50, probeMs: 500, totalMs: 1000 };
  let ended = false;
  const released = withSilenceLimit(line.url, limits, () => client.query('SELECT pg_sleep(600)')).catch(
    (error: unknown) => {
      ended = true;
      return error;
    },
  );
  // Wait for longer than the limit of 1 s. The release step goes on, because Postgres responds to its probes.
  const start = performance.now();
  await until(() => performance.now() - start > 2000, 'two seconds to pass');
  expect(ended).toBe(false);
  line.freeze();
  expect(await released).toMatchObject({ message: expect.stringContaining('Postgres has not answered for 1 s') });
  await line.mend();
});

test('a release step with a wrong password fails with the error of Postgres', async () => {
  const url = Object.assign(new URL(own.url), { password: 'wrong' }).href;
  await expect(migrate(url)).rejects.toThrow(/exited with 1:[\s\S]*password authentication failed/);
}, 60_000);
