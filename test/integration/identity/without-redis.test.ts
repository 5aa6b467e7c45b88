import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startRedis } from '../../../local/services/redis.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { until } from '../../support/until.ts';
import { atOnce, makePerson, newEmail, PASSWORD, startIdentitySite, tally } from './identity-site.ts';

const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-redis-'));
const server = await startRedis({ dataDir, ephemeral: true });
const { payload, call } = await startIdentitySite({ REDIS_URL: server.url });
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const person = await makePerson(payload);
await server.stop();
await until(() => runtimeOf(payload).redis.status !== 'ready', 'Redis to be gone');

const withinFiveSeconds = async (answer: ReturnType<typeof call>) => {
  const started = performance.now();
  const result = await answer;
  expect(performance.now() - started).toBeLessThan(5000);
  return result;
};

describe('without Redis', () => {
  const { email } = person;
  it.each([
    ['register', { email: newEmail(), password: PASSWORD, firstName: 'Ada', lastName: 'L' }],
    ['verify-email', { email, otp: '123456' }],
    ['resend-otp', { email }],
    ['resend-otp', { email: newEmail() }],
    ['forgot-password', { email }],
    ['forgot-password', { email: newEmail() }],
    ['reset-password', { email, otp: '123456', password: 'another password' }],
  ])('%s gets 503 and stores nothing', async (route, body) => {
    const counts = () =>
      Promise.all([payload.count({ collection: 'customers' }), payload.count({ collection: 'domain-events' })]);
    const before = await counts();
    const answer = await withinFiveSeconds(call(`POST /v1/auth/${route}`, { body }));
    expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await counts()).toEqual(before);
  });

  it('login, refresh, profile and logout work', async () => {
    const { status, body } = await withinFiveSeconds(
      call('POST /v1/auth/login', { body: { email, password: PASSWORD } }),
    );
    expect(status).toBe(200);
    const fresh = await withinFiveSeconds(call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken } }));
    expect(fresh.status).toBe(200);
    expect((await call('GET /v1/me', { token: String(fresh.body.accessToken) })).status).toBe(200);
    const logout = await call('POST /v1/auth/logout', { body: { refreshToken: fresh.body.refreshToken } });
    expect(logout.status).toBe(204);
  });

  it('failed logins are still limited', async () => {
    const address = newEmail();
    const wrong = () => call('POST /v1/auth/login', { body: { email: address, password: 'the wrong one' } });
    expect(tally(await atOnce(12, wrong))).toEqual({ 401: 10, 429: 2 });
  });

  it('erasure works', async () => {
    const leaver = await makePerson(payload);
    const { body } = await call('POST /v1/auth/login', { body: { email: leaver.email, password: PASSWORD } });
    const answer = await withinFiveSeconds(call('DELETE /v1/me', { token: String(body.accessToken) }));
    expect(answer.status).toBe(204);
  });
});
