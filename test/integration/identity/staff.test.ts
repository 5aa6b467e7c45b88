import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import type { Envelope } from '../../../src/events/emit.ts';
import type { Topic } from '../../../src/events/topics.ts';
import { findSubscriber } from '../../../src/jobs/subscribers.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { startGateway } from '../../support/gateway.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { until } from '../../support/until.ts';

const mailbox = await openMailbox();
const site = await startGateway({ SMTP_URL: mailbox.url, RATE_LIMIT_MULTIPLIER: '100' }, () => ({
  trustedProxies: ['127.0.0.1'],
}));
const { payload, call, redis } = site;
const db = database(payload);

const PASSWORD = 'a long password';
let number = 0;

async function makeStaff(role: 'admin' | 'sales' = 'sales') {
  number += 1;
  const email = `staff-${number}@example.com`;
  const { id } = await payload.create({
    collection: 'users',
    data: { email, password: PASSWORD, name: `Nora ${number}`, role },
  });
  return { id, email };
}

const login = (email: string, password: string, network = '203.0.113.7') =>
  call('POST', '/api/users/login', { body: { email, password }, headers: { 'x-forwarded-for': network } });

async function readToken(email: string, password = PASSWORD): Promise<string> {
  return ((await login(email, password)).body as { token: string }).token;
}

async function logged(staffId: string | null): Promise<unknown[]> {
  const { rows } = await db.execute(sql`
    SELECT action, actor, actor_id AS "actorId", label, fields FROM changes
    WHERE entity = 'sign-ins' AND document IS NOT DISTINCT FROM ${staffId} ORDER BY at`);
  return rows;
}

const getMessage = ({ status, body }: { status: number; body: unknown }) => [status, body];

describe('a staff password', () => {
  test.each([
    ['of three characters', 'abc'],
    ['of eleven', 'elevenchars'],
    ['of more than 128', 'x'.repeat(129)],
    ['that is common', 'qwerty123456'],
    ['that is common in capitals', 'Unbelievable'],
  ])('%s is refused when it is created, changed and reset', async (_, password) => {
    const { id, email } = await makeStaff('admin');
    const token = await readToken(email);
    const data = { email: 'new@example.com', name: 'New', role: 'sales', password };
    const created = await call('POST', '/api/users', { token, body: data });
    expect([created.status, JSON.stringify(created.body)]).toEqual([400, expect.stringContaining('password')]);
    expect(await payload.count({ collection: 'users', where: { email: { equals: data.email } } })).toEqual({
      totalDocs: 0,
    });
    const changed = await call('PATCH', `/api/users/${id}`, { token, body: { password, currentPassword: PASSWORD } });
    expect(changed.status).toBe(400);
    await expect(payload.update({ collection: 'users', id, data: { password } })).rejects.toThrow();
    const link = await linkFor(email);
    expect((await call('POST', '/api/users/reset-password', { body: { token: link, password } })).status).toBe(400);
    expect((await login(email, PASSWORD)).status).toBe(200);
    // The link stays valid after a refused password.
    const good = { token: link, password: 'another password' };
    expect((await call('POST', '/api/users/reset-password', { body: good })).status).toBe(200);
  });

  test('can be changed by its owner in any role with the current password, and the owner is notified', async () => {
    const { id, email } = await makeStaff();
    const token = await readToken(email);
    const change = (body: object) => call('PATCH', `/api/users/${id}`, { token, body });
    for (const body of [
      { password: 'another password' },
      { password: 'another password', currentPassword: 'the wrong one' },
      { email: 'elsewhere@example.com' },
    ]) {
      const refused = await change(body);
      expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining('currentPassword')]);
    }
    expect((await login(email, PASSWORD)).status).toBe(200);
    const done = await change({ password: 'another password', currentPassword: PASSWORD });
    expect([done.status, JSON.stringify(done.body)]).toEqual([200, expect.not.stringContaining('a long password')]);
    expect((await login(email, PASSWORD)).status).toBe(401);
    expect((await login(email, 'another password')).status).toBe(200);
    const { rows } = await db.execute<Envelope>(sql`
      SELECT id, topic, version, to_json(timestamp) AS timestamp, payload FROM domain_events
      WHERE topic = 'staff.password_changed' AND payload->>'staffId' = ${id}`);
    expect(rows).toHaveLength(1);
    await findSubscriber('staff.password_changed', 'password-changed').handle(payload, rows[0] as Envelope, TIMINGS);
    const mail = mailbox.mails.at(-1);
    expect([mail?.to, mail?.subject]).toMatchObject([{ text: email }, expect.stringContaining('password was changed')]);
  });

  test('staff can change neither their own role nor the accounts of others', async () => {
    const [self, other] = [await makeStaff(), await makeStaff()];
    const token = await readToken(self.email);
    await call('PATCH', `/api/users/${self.id}`, { token, body: { role: 'admin', name: 'Nora Quill' } });
    expect(await payload.findByID({ collection: 'users', id: self.id })).toMatchObject({
      role: 'sales',
      name: 'Nora Quill',
    });
    const body = { password: 'another password', currentPassword: PASSWORD };
    expect((await call('PATCH', `/api/users/${other.id}`, { token, body })).status).toBe(403);
    const bulk = `/api/users?where[email][equals]=${self.email}`;
    expect((await call('PATCH', bulk, { token, body: { password: 'another password' } })).status).toBe(400);
    expect((await login(self.email, PASSWORD)).status).toBe(200);
  });
});

describe('wrong passwords', () => {
  test('get the same response for any address, and do not lock other networks out', async () => {
    const { id, email } = await makeStaff();
    for (let n = 1; n <= 12; n++) {
      const known = await login(email, 'the wrong one', '198.51.100.1');
      const unknown = await login(`nobody-${email}`, 'the wrong one', '198.51.100.1');
      expect(getMessage(known)).toEqual(getMessage(unknown));
      expect(known.status).toBe(n <= 10 ? 401 : 429);
      if (n > 10) expect(known.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    expect((await login(email, PASSWORD, '198.51.100.1')).status).toBe(429);
    expect((await login(email, PASSWORD, '198.51.100.77')).status).toBe(200);
    const rows = await logged(id);
    const failed = { action: 'sign-in-failed', actor: 'system', fields: { network: { to: '198.51.100.0' } } };
    expect(rows).toMatchObject([
      ...Array(10).fill(failed),
      { action: 'sign-in-locked', actor: 'system' },
      { action: 'sign-in', actor: 'staff', actorId: id },
    ]);
    const unknowns = await logged(null);
    expect(JSON.stringify([rows, unknowns])).not.toContain(email);
    expect(unknowns).toHaveLength(11);
  });
});

test('no account can be unlocked, because accounts are never locked', async () => {
  const { email } = await makeStaff('admin');
  const token = await readToken(email);
  const unlocked = await call('POST', '/api/users/unlock', { token, body: { email } });
  expect(unlocked.status).toBe(403);
  const access = await call('GET', '/api/access', { token });
  expect((access.body as { collections: { users: object } }).collections.users).not.toHaveProperty('unlock');
});

test('a failed sign-in is not an edit of the account', async () => {
  const { id, email } = await makeStaff();
  const updatedAt = async () => (await payload.findByID({ collection: 'users', id })).updatedAt;
  const before = await updatedAt();
  expect((await login(email, 'the wrong one')).status).toBe(401);
  expect(await updatedAt()).toBe(before);
  await payload.update({ collection: 'users', id, data: { name: 'Grace' } });
  expect(await updatedAt()).not.toBe(before);
});

async function readEvents(topic: Topic): Promise<Envelope[]> {
  const { rows } = await db.execute<Envelope>(sql`
    SELECT id, topic, version, to_json(timestamp) AS timestamp, payload FROM domain_events
    WHERE topic = ${topic} ORDER BY id`);
  return rows;
}

/** Requests a link to set a new password. @returns the token of the link */
async function linkFor(email: string): Promise<string> {
  const before = mailbox.mails.length;
  const earlierEvents = await readEvents('staff.password_reset_requested');
  await redis.del(...(await redis.keys('reset:staff:*')), 'none');
  await call('POST', '/api/users/forgot-password', { body: { email } });
  const event = await until(
    async () => (await readEvents('staff.password_reset_requested')).at(earlierEvents.length),
    'the request',
  );
  await findSubscriber(event.topic, 'staff-password-reset').handle(payload, event, TIMINGS);
  const [mail] = mailbox.mails.slice(before);
  expect([mail?.to, mail?.subject]).toMatchObject([{ text: email }, expect.stringContaining('Lomash Wood')]);
  const link = String(mail?.text?.match(/\/admin\/reset\/([\w-]+)/)?.[1]);
  expect(JSON.stringify(event)).not.toContain(link);
  return link;
}

describe('links to set a new password', () => {
  test('stay valid for an hour despite later requests, and work once', async () => {
    const { id, email } = await makeStaff();
    const [first, second, old] = [await linkFor(email), await linkFor(email), await linkFor(email)];
    const reset = (token: string, password: string) =>
      call('POST', '/api/users/reset-password', { body: { token, password } });
    await db.execute(sql`
      UPDATE staff_reset_tokens SET expires_at = now() WHERE staff_id = ${id} AND expires_at = (
        SELECT max(expires_at) FROM staff_reset_tokens WHERE staff_id = ${id})`);
    expect((await reset(old, 'the new password')).status).toBe(403);
    const answers = await Promise.all([reset(first, 'the first password'), reset(first, 'the second password')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const chosen = answers[0]?.status === 200 ? 'the first password' : 'the second password';
    expect((await login(email, chosen)).status).toBe(200);
    expect((await reset(second, 'the third password')).status).toBe(403);
    expect((await reset('unknown', 'the third password')).status).toBe(403);
    const actions = (await logged(id)).map((row) => (row as { action: string }).action);
    expect(actions).toEqual([...Array(3).fill('password-reset-asked'), ...['password-reset', 'sign-in']]);
    const { rows } = await db.execute(
      sql`SELECT 1 FROM domain_events WHERE topic = 'staff.password_changed' AND payload->>'staffId' = ${id}`,
    );
    expect(rows).toHaveLength(1);
  });
});

test('a CSV export is recorded in the change log', async () => {
  const { id, email } = await makeStaff();
  const token = await readToken(email);
  expect((await call('GET', '/api/desk/csv/bookings', { token })).status).toBe(200);
  const { rows } = await db.execute(sql`
    SELECT entity, action, actor_id AS "actorId" FROM changes WHERE action = 'export' AND actor_id = ${id}`);
  expect(rows).toEqual([{ entity: 'bookings', action: 'export', actorId: id }]);
});
