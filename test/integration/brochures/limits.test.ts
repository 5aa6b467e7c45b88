import { sql } from '@payloadcms/db-postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { createRequestBody, readBrochureRequests } from '../../support/brochures.ts';
import { startSite } from '../../support/site.ts';
import { startWebProcess, type WebProcess } from '../gateway/web-process.ts';

const NOWHERE = 'redis://127.0.0.1:9';

const { payload, environment } = await startSite();
const production = {
  ...environment,
  NODE_ENV: 'production',
  RATE_LIMIT_MULTIPLIER: '1',
  TRUSTED_PROXIES: '127.0.0.1',
};

let webs: WebProcess[] = [];
let withoutRedis: WebProcess;
beforeAll(async () => {
  [webs, withoutRedis] = await Promise.all([
    Promise.all([startWebProcess(production), startWebProcess(production)]),
    startWebProcess({ ...production, REDIS_URL: NOWHERE }),
  ]);
});
afterAll(async () => {
  await Promise.all([...webs, withoutRedis].map((web) => web.stop()));
});

let host = 0;
const newAddress = () => {
  host += 1;
  return `198.51.100.${host}`;
};

/** Requests a brochure from the process at `base`, by default from a new client address. */
const sendRequest = (base: string, email: string, from = newAddress()) =>
  fetch(`${base}/v1/brochures`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify(createRequestBody({ email })),
  });

const getBase = (nth: number) => String(webs[nth % webs.length]?.base);

const tally = (answers: Response[]) => ({
  taken: answers.filter(({ status }) => status === 201).length,
  limited: answers.filter(({ status }) => status === 429).length,
});

describe('the limit of three brochure requests an hour for an e-mail address', () => {
  test('applies across all processes, in any letter case, to concurrent and sequential requests', async () => {
    const spellings = ['busy@example.com', 'BUSY@example.com', 'Busy@Example.com', ' busy@EXAMPLE.com '];
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, nth) => sendRequest(getBase(nth), String(spellings[nth % spellings.length]))),
    );
    expect(tally(answers)).toEqual({ taken: 3, limited: 13 });
    expect(await readBrochureRequests(payload, 'busy@example.com')).toHaveLength(3);
    const refusal = await sendRequest(getBase(0), 'busy@example.com');
    expect(await refusal.json()).toMatchObject({ code: 'rate_limited', status: 429 });
    const wait = Number(refusal.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(3500);
    expect(wait).toBeLessThanOrEqual(3600);
    expect(refusal.headers.get('ratelimit-policy')).toBe('"brochures-per-email";q=3;w=3600');
  });

  test('is separate for similar addresses', async () => {
    const people = ['jo.doe@example.com', 'jodoe@example.com', 'jodoe+a@example.com', 'jodoe+b@example.com'];
    for (const email of people) {
      const answers = await Promise.all([0, 1, 2].map((nth) => sendRequest(getBase(nth), email)));
      expect(tally(answers), email).toEqual({ taken: 3, limited: 0 });
    }
  });

  test('does not count invalid requests', async () => {
    const body = JSON.stringify(createRequestBody({ email: 'careless@example.com', phone: '1' }));
    for (let nth = 0; nth < 4; nth++) {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': newAddress() };
      const { status } = await fetch(`${getBase(nth)}/v1/brochures`, { method: 'POST', headers, body });
      expect(status).toBe(400);
    }
    expect((await sendRequest(getBase(0), 'careless@example.com')).status).toBe(201);
  });

  test('has a sliding window: each request counts for one hour', async () => {
    const email = 'patient@example.com';
    for (let nth = 0; nth < 3; nth++) await sendRequest(getBase(nth), email);
    expect((await sendRequest(getBase(0), email)).status).toBe(429);
    await database(payload).execute(sql`
      UPDATE brochure_requests SET created_at = created_at - interval '3590 seconds'
      WHERE id = (SELECT id FROM brochure_requests WHERE email = ${email} ORDER BY id LIMIT 1)`);
    const refusal = await sendRequest(getBase(1), email);
    expect(refusal.status).toBe(429);
    expect(Number(refusal.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    await database(payload).execute(sql`
      UPDATE brochure_requests SET created_at = created_at - interval '10 seconds'
      WHERE email = ${email} AND created_at < now() - interval '1000 seconds'`);
    const answers = await Promise.all([0, 1, 2].map((nth) => sendRequest(getBase(nth), email)));
    expect(tally(answers)).toEqual({ taken: 1, limited: 2 });
  });
});

test('a client address may request twenty brochures an hour, for any e-mail address', async () => {
  const from = newAddress();
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, nth) => sendRequest(getBase(nth), `family-${nth}@example.com`, from)),
  );
  expect(tally(answers)).toEqual({ taken: 20, limited: 4 });
  expect((await sendRequest(getBase(0), 'family-0@example.com')).status).toBe(201);
});

test('brochure requests are accepted and limited without Redis', async () => {
  const email = 'alone@example.com';
  const bases = [withoutRedis.base, getBase(0)];
  const answers = await Promise.all(Array.from({ length: 8 }, (_, nth) => sendRequest(String(bases[nth % 2]), email)));
  expect(tally(answers)).toEqual({ taken: 3, limited: 5 });
  const from = newAddress();
  const others = Array.from({ length: 24 }, (_, nth) =>
    sendRequest(withoutRedis.base, `alone-${nth}@example.com`, from),
  );
  expect(tally(await Promise.all(others))).toEqual({ taken: 20, limited: 4 });
  expect(await readBrochureRequests(payload, email)).toHaveLength(3);
  const { rows } = await database(payload).execute<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM domain_events WHERE topic = 'brochure.requested' AND payload->>'email' = ${email}`,
  );
  expect(rows).toEqual([{ count: 3 }]);
});
