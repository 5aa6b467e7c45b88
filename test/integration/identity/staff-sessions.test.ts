import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { deleteEndedSessions, forgetUse } from '../../../src/services/identity/staff-sessions.ts';
import { until } from '../../support/until.ts';
import { PASSWORD, startStaffSite } from './staff-site.ts';

const { payload, call, db, makeStaff, login, isSignedIn, readLog } = await startStaffSite();

type Session = {
  id: string;
  device: string;
  network: string;
  signedInAt: string;
  lastUsedAt: string;
  current: boolean;
};

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

async function signIn(email: string, device: string, network = '203.0.113.7') {
  const { body } = await login(email, PASSWORD, { 'user-agent': device, 'x-forwarded-for': network });
  return (body as { token: string }).token;
}

const readSessions = async (token: string) =>
  ((await call('GET', '/api/desk/account/sessions', { token })).body as { sessions: Session[] }).sessions;

test('sessions are listed with device, network, sign-in and last use, only to their owner', async () => {
  const [person, other] = [await makeStaff(), await makeStaff()];
  await signIn(other.email, CHROME);
  const desk = await signIn(person.email, CHROME);
  const phone = await signIn(person.email, IPHONE, '198.51.100.20');
  const sessions = await readSessions(desk);
  expect(sessions).toMatchObject([
    { device: 'Chrome on Windows', network: '203.0.113.0', current: true },
    { device: 'Safari on iPhone', network: '198.51.100.0', current: false },
  ]);
  for (const { signedInAt, lastUsedAt } of sessions) {
    expect(Math.abs(Date.now() - Date.parse(signedInAt))).toBeLessThan(60_000);
    expect(Math.abs(Date.now() - Date.parse(lastUsedAt))).toBeLessThan(60_000);
  }
  expect((await readSessions(phone)).map(({ current }) => current)).toEqual([true, false]);
});

test('sessions record their last use at most once a minute', async () => {
  const person = await makeStaff();
  const token = await signIn(person.email, CHROME);
  const used = async () => {
    const { rows } = await db.execute<{ at: string }>(
      sql`SELECT last_used_at::text AS at FROM staff_sessions WHERE staff_id = ${person.id}`,
    );
    return rows[0]?.at;
  };
  const first = await used();
  await isSignedIn(token);
  expect(await used()).toBe(first);
  // Simulate another process, which has not recorded a use of the session recently.
  const [session] = await readSessions(token);
  await db.execute(
    sql`UPDATE staff_sessions SET last_used_at = now() - interval '2 minutes' WHERE id = ${session?.id}`,
  );
  const old = await used();
  forgetUse(String(session?.id));
  await isSignedIn(token);
  await until(async () => (await used()) !== old, 'the use of the session to be recorded');
});

test('staff end one of their sessions at once and no other, and the session of another person is not found', async () => {
  const [person, other] = [await makeStaff(), await makeStaff()];
  const [desk, phone] = [await signIn(person.email, CHROME), await signIn(person.email, IPHONE)];
  const stranger = await signIn(other.email, CHROME);
  const id = (await readSessions(desk)).find(({ current }) => !current)?.id;
  const end = (token: string) => call('POST', `/api/desk/account/sessions/${id}/end`, { token });
  expect((await end(stranger)).status).toBe(404);
  expect(await isSignedIn(phone)).toBe(true);
  expect((await end(desk)).status).toBe(204);
  expect([await isSignedIn(desk), await isSignedIn(phone), await isSignedIn(stranger)]).toEqual([true, false, true]);
  expect((await end(desk)).status).toBe(404);
  expect((await readLog(person.id)).at(-1)).toMatchObject({ action: 'session-ended', actorId: person.id });
});

test('staff end all their sessions, including the current one unless they keep it', async () => {
  const person = await makeStaff();
  const tokens = [
    await signIn(person.email, CHROME),
    await signIn(person.email, IPHONE),
    await signIn(person.email, ''),
  ];
  const endAll = (body: object) =>
    call('POST', '/api/desk/account/sessions/end-all', { token: String(tokens[0]), body });
  expect((await endAll({ keepThis: true })).body).toEqual({ ended: 2 });
  expect(await Promise.all(tokens.map(isSignedIn))).toEqual([true, false, false]);
  expect((await endAll({})).body).toEqual({ ended: 1 });
  expect(await Promise.all(tokens.map(isSignedIn))).toEqual([false, false, false]);
  expect((await readLog(person.id)).filter(({ action }) => action === 'sessions-ended')).toHaveLength(2);
});

test('an ended session is not restored by a request that has read it before', async () => {
  const person = await makeStaff();
  const [desk, phone] = [await signIn(person.email, CHROME), await signIn(person.email, IPHONE)];
  const stale = await payload.db.findOne<{ id: string; sessions: unknown[] }>({
    collection: 'users',
    where: { id: { equals: person.id } },
  });
  expect(stale?.sessions).toHaveLength(2);
  await call('POST', '/api/desk/account/sessions/end-all', { token: desk, body: { keepThis: true } });
  await payload.db.updateOne({
    collection: 'users',
    id: person.id,
    data: { ...stale, updatedAt: null },
    returning: false,
  });
  expect([await isSignedIn(desk), await isSignedIn(phone)]).toEqual([true, false]);
  await call('POST', '/api/users/logout', { token: desk });
  await payload.db.updateOne({
    collection: 'users',
    id: person.id,
    data: { ...stale, updatedAt: null },
    returning: false,
  });
  expect(await isSignedIn(desk)).toBe(false);
});

test('the records of ended sessions are deleted after an hour', async () => {
  const person = await makeStaff();
  await signIn(person.email, CHROME);
  const desk = await signIn(person.email, IPHONE);
  await call('POST', '/api/desk/account/sessions/end-all', { token: desk, body: { keepThis: true } });
  const noted = async () =>
    (await db.execute(sql`SELECT 1 FROM staff_sessions WHERE staff_id = ${person.id}`)).rowCount;
  await deleteEndedSessions(payload);
  expect(await noted()).toBe(2);
  await db.execute(sql`
    UPDATE staff_sessions SET ended_at = ended_at - interval '2 hours', signed_in_at = signed_in_at - interval '2 hours'
    WHERE staff_id = ${person.id}`);
  await deleteEndedSessions(payload);
  expect(await noted()).toBe(1);
  expect(await isSignedIn(desk)).toBe(true);
});
