import { expect, test } from 'vitest';
import { ROLES } from '../../../src/access/roles.ts';
import { createQueueBoard } from '../../../src/jobs/queue-board.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { withQueues } from '../events/support.ts';
import { PRIVATE, readJobChanges, withDeadJobs } from './support.ts';

const PATH = '/admin/queues';
const { payload, redis, call, base } = await startGateway({}, (gatewayPayload) => ({
  queues: { path: PATH, ...createQueueBoard(gatewayPayload, PATH) },
}));
const tokens = await staffTokens(payload);
const site = new URL(String(payload.config.serverURL)).origin;
const cookie = `payload-token=${tokens.admin}`;

const read = (path: string, token?: string) => call('GET', `${PATH}${path}`, { token });
const put = (path: string, token = tokens.admin) => call('PUT', `${PATH}/api/queues/${path}`, { token });

test('only admins can open the queue board', async () => {
  const callers = { ...tokens, anonymous: undefined, customer: await customerToken(payload) };
  for (const path of ['', '/', '/api/queues', '/api/redis/stats', '/queue/notifications', '/static/images/logo.svg']) {
    for (const [caller, token] of Object.entries(callers)) {
      const { status } = await read(path, token);
      if (caller === 'admin') expect(status, path).not.toBe(401);
      else expect(status, `${caller} ${path}`).toBe(caller === 'anonymous' ? 401 : 403);
    }
  }
  for (const role of ROLES.filter((name) => name !== 'admin')) {
    expect((await put('notifications/retry/failed', tokens[role])).status).toBe(403);
  }
});

test('a browser without a session is redirected to the sign-in page, and back after the sign-in', async () => {
  const { status, headers } = await fetch(`${base}${PATH}`, { headers: { accept: 'text/html' }, redirect: 'manual' });
  expect(status).toBe(302);
  expect(headers.get('location')).toBe('/admin/login?redirect=%2Fadmin%2Fqueues');
});

test('the session cookie is accepted in requests from this site only', async () => {
  const request = async (headers: Record<string, string>, method = 'GET') =>
    (await call(method, `${PATH}/api/queues${method === 'PUT' ? '/notifications/retry/failed' : ''}`, { headers }))
      .status;
  expect(await request({ cookie, origin: site })).toBe(200);
  expect(await request({ cookie, 'sec-fetch-site': 'same-origin' })).toBe(200);
  expect(await request({ cookie, origin: 'https://evil.example' })).toBe(401);
  expect(await request({ cookie, origin: 'https://evil.example' }, 'PUT')).toBe(401);
  expect(await request({ cookie, 'sec-fetch-site': 'cross-site' }, 'PUT')).toBe(401);
  expect(await request({ cookie })).toBe(401);
  expect(await request({ cookie, origin: site }, 'PUT')).toBe(200);
});

test('the queue board loads resources from this server only', async () => {
  const { body, headers } = await read('', tokens.admin);
  expect(body).toContain('<base href="/admin/queues/"');
  expect(body).not.toMatch(/https?:\/\//);
  const policy = String(headers.get('content-security-policy'));
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("default-src 'none'");
  expect(headers.get('cache-control')).toBe('no-store');
  const script = /src="(static\/js\/main[^"]+)"/.exec(String(body))?.[1];
  expect((await read(`/${script}`, tokens.admin)).status).toBe(200);
  expect((await read('/static/none.js', tokens.admin)).status).toBe(404);
});

test('dead jobs are shown without private data, and can only be retried', async () => {
  const id = await withDeadJobs(payload, redis);
  await withQueues(redis, ({ notifications }) =>
    notifications.add('old', { email: PRIVATE, nested: { email: PRIVATE }, userId: 'u' }, { delay: 1e7, jobId: 'old' }),
  );
  const shown = await read('/api/queues?activeQueue=notifications&jobsPerPage=20', tokens.admin);
  expect(JSON.stringify(shown.body)).toContain(`${id}_welcome-email`);
  expect(JSON.stringify(shown.body)).not.toContain(PRIVATE);
  const old = await read('/api/queues/notifications/old', tokens.admin);
  expect(old.body).toMatchObject({ job: { data: { email: '(hidden)', nested: '(hidden)', userId: 'u' } } });

  const refused = [
    ...['notifications/pause', 'pause', 'notifications/empty', 'notifications/obliterate', 'notifications/promote'],
    ...['notifications/clean/failed', 'notifications/retry/completed', 'notifications/old/clean'],
  ];
  for (const path of refused) expect((await put(path)).status, path).toBe(403);
  for (const [method, path] of [
    ['POST', 'notifications/add'],
    ['PATCH', 'notifications/old/update-data'],
    ['PATCH', 'maintenance/job-schedulers/remind'],
  ] as const) {
    const { status } = await call(method, `${PATH}/api/queues/${path}`, { token: tokens.admin, body: {} });
    expect(status, path).toBe(403);
  }
  expect((await put('notifications/old/retry')).status).toBe(403);
  expect((await put('notifications/none/retry')).status).toBe(403);
  expect(await readJobChanges(payload, 'old')).toEqual([]);
  expect((await put(`notifications/${id}_welcome-email/retry`)).status).toBe(204);
});

test.each([
  ['one', (job: string) => `notifications/${job}/retry`],
  ['all of a queue', () => 'notifications/retry/failed'],
])('the change log records who retried %s', async (_, path) => {
  const job = `${await withDeadJobs(payload, redis)}_welcome-email`;
  expect((await put(path(job))).status).toBeLessThan(300);
  const { docs } = await payload.find({ collection: 'users', where: { role: { equals: 'admin' } } });
  expect(await readJobChanges(payload, job)).toMatchObject([
    {
      ...{ entity: 'jobs', label: 'Welcome e-mail: Customer registered', action: 'retry' },
      ...{ actor: 'staff', actorId: docs[0]?.id },
      fields: { outcome: { from: 'The payload does not match version 1.', to: 'tried again' } },
    },
  ]);
});
