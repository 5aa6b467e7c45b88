import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { write } from '../content/blog-support.ts';
import { PASSWORD, startStaffSite } from './staff-site.ts';

const { payload, call, db, makeStaff, login, signInAs, isSignedIn, readEvents, readLog } = await startStaffSite();
const admin = await makeStaff('admin');
const token = await signInAs(admin.email);

const act = (id: string, action: 'deactivate' | 'reactivate', as = token) =>
  call('POST', `/api/desk/staff/${id}/${action}`, { token: as });

test('a deactivation ends all sessions at once, and a sign-in gets the same refusal as with a wrong password', async () => {
  const person = await makeStaff();
  const tokens = [await signInAs(person.email), await signInAs(person.email)];
  expect((await act(person.id, 'deactivate')).status).toBe(204);
  expect(await Promise.all(tokens.map(isSignedIn))).toEqual([false, false]);
  const [right, wrong] = [await login(person.email), await login(person.email, 'the wrong one')];
  const unknown = await login('nobody@example.com');
  expect([right.status, right.body]).toEqual([wrong.status, wrong.body]);
  expect([right.status, right.body]).toEqual([unknown.status, unknown.body]);
  expect(right.status).toBe(401);
  await call('POST', '/api/users/forgot-password', { body: { email: person.email } });
  expect((await act(person.id, 'deactivate')).status).toBe(204);
  expect((await act(person.id, 'reactivate')).status).toBe(204);
  expect(await isSignedIn(String(tokens[0]))).toBe(false);
  expect((await login(person.email)).status).toBe(200);
  expect(await readEvents('staff.password_reset_requested', person.id)).toEqual([]);
  const moves = (await readLog(person.id)).filter(({ entity, action }) => entity === 'users' && action === 'update');
  const by = { actorId: admin.id };
  expect(moves).toMatchObject([
    { ...by, fields: { deactivated_at: { from: null, to: expect.any(String) } } },
    { ...by, fields: { deactivated_at: { from: expect.any(String), to: null } } },
  ]);
});

test('a sign-in to a deactivated account is refused after the same time as a wrong password', async () => {
  const [deactivated, active] = [await makeStaff(), await makeStaff()];
  await act(deactivated.id, 'deactivate');
  const time = async (email: string, password: string) => {
    const from = performance.now();
    await login(email, password);
    return performance.now() - from;
  };
  const times = { gone: Number.POSITIVE_INFINITY, wrong: Number.POSITIVE_INFINITY };
  for (let i = 0; i < 4; i++) {
    times.gone = Math.min(times.gone, await time(deactivated.email, PASSWORD));
    times.wrong = Math.min(times.wrong, await time(active.email, 'the wrong one'));
  }
  // Hashing takes most of the time. Without hashing, the response takes a few milliseconds.
  expect(times.gone).toBeGreaterThan(times.wrong / 2);
});

test('deactivated staff keep their content, but can no longer be chosen as an author', async () => {
  const [person, other] = [await makeStaff('content-manager'), await makeStaff('content-manager')];
  const { blogId, slug } = await write(call, await signInAs(person.email), { title: 'Stays' });
  await act(person.id, 'deactivate');
  const read = await call('GET', `/v1/blog/${slug}`);
  expect([read.status, (read.body as { author: { name: string } }).author]).toEqual([
    200,
    { name: expect.stringMatching(/^Nora/) },
  ]);
  const as = await signInAs(other.email);
  const patch = (id: string, body: object) => call('PATCH', `/api/blogs/${id}`, { token: as, body });
  expect((await patch(blogId, { title: 'Stays, edited', author: person.id })).status).toBe(200);
  const mine = await write(call, as, { title: 'Another' });
  const refused = await patch(mine.blogId, { author: person.id, _status: 'published' });
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining('author')]);
  const choice = await call('GET', '/api/users?where[deactivatedAt][exists]=false&limit=100', { token: as });
  expect([choice.status, JSON.stringify(choice.body)]).toEqual([200, expect.not.stringContaining(person.id)]);
});

test('the deletion of staff with content is refused, with advice to deactivate them', async () => {
  const person = await makeStaff('content-manager');
  await write(call, await signInAs(person.email), { title: 'Theirs' });
  const remove = (id: string) => call('DELETE', `/api/users/${id}`, { token });
  const refused = await remove(person.id);
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringContaining('Deactivate the account'),
  ]);
  expect((await login(person.email)).status).toBe(200);
  const actor = await makeStaff('admin');
  await act(person.id, 'deactivate', await signInAs(actor.email));
  expect((await remove(actor.id)).status).toBe(400);
  const mistake = await makeStaff();
  expect((await remove(mistake.id)).status).toBe(200);
});

test('a sign-in that has read the account before a concurrent change does not undo the change', async () => {
  const person = await makeStaff('admin');
  const stale = await payload.db.findOne<Record<string, unknown> & { id: string }>({
    collection: 'users',
    where: { id: { equals: person.id } },
  });
  await payload.update({ collection: 'users', id: person.id, data: { role: 'sales', password: 'another password' } });
  await act(person.id, 'deactivate');
  const sessions = [{ id: 'stale', createdAt: new Date(), expiresAt: new Date(Date.now() + 60_000) }];
  const write = (data: object) =>
    payload.db.updateOne({ collection: 'users', id: person.id, data: { ...stale, ...data }, returning: false });
  await write({ sessions, updatedAt: null });
  await write({ sessions });
  const { rows } = await db.execute(sql`
    SELECT role::text AS role, deactivated_at IS NOT NULL AS gone,
      (SELECT count(*)::int FROM users_sessions WHERE _parent_id = users.id) AS sessions
    FROM users WHERE id = ${person.id}`);
  // The second write contains `updatedAt`, so it counts as an edit, and edits can set the role back to admin. No edit can change
  // `deactivatedAt`: only the routes to deactivate and to reactivate can.
  expect(rows).toEqual([{ role: 'admin', gone: true, sessions: 0 }]);
});

test('one admin who can sign in remains, even if admins are removed concurrently', async () => {
  const second = await makeStaff('admin');
  // An invited admin who has not chosen a password yet does not count, because they cannot sign in and reactivate others.
  const invited = { email: 'invited@example.com', name: 'Ada', role: 'admin' };
  expect((await call('POST', '/api/users', { token, body: invited })).status).toBe(201);
  await db.execute(sql`DELETE FROM users WHERE role = 'admin' AND id NOT IN (${admin.id}, ${second.id})
    AND NOT EXISTS (SELECT FROM staff_invitations WHERE staff_id = users.id)`);
  const tokens = [token, await signInAs(second.email)];
  const both = await Promise.all([act(second.id, 'deactivate', tokens[0]), act(admin.id, 'deactivate', tokens[1])]);
  const answers = both.map(({ status }) => status);
  // The later request is refused, because one admin must remain or because its own session has ended.
  expect(answers.filter((status) => status === 204)).toHaveLength(1);
  const left = answers[0] === 204 ? admin : second;
  const leftToken = answers[0] === 204 ? tokens[0] : tokens[1];
  const alone = await act(left.id, 'deactivate', leftToken);
  expect([alone.status, alone.body]).toMatchObject([
    409,
    { code: 'invalid_state', detail: expect.stringContaining('At least one admin') },
  ]);
  const demoted = await call('PATCH', `/api/users/${left.id}`, { token: leftToken, body: { role: 'sales' } });
  expect([demoted.status, JSON.stringify(demoted.body)]).toEqual([400, expect.stringContaining('At least one admin')]);
  await expect(db.execute(sql`DELETE FROM users WHERE id = ${left.id}`)).rejects.toMatchObject({
    constraint: 'users_keep_an_admin',
  });
  expect(await isSignedIn(String(leftToken))).toBe(true);
});

test('two transactions that remove the last two admins run one after the other', async () => {
  const others = await Promise.all([makeStaff('admin'), makeStaff('admin')]);
  const ids = others.map(({ id }) => id);
  const everybodyElse = await db.execute<{ id: string }>(sql`
    SELECT id FROM users WHERE role = 'admin' AND deactivated_at IS NULL AND id <> ALL (${sql.param(ids)}::uuid[])`);
  for (const { id } of everybodyElse.rows) {
    await db.execute(sql`UPDATE users SET role = 'sales', updated_at = now() WHERE id = ${id}`);
  }
  const outcomes = await Promise.allSettled(
    ids.map((id) => db.execute(sql`UPDATE users SET role = 'sales', updated_at = now() WHERE id = ${id}`)),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});
