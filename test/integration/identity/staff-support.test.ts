import { expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { makeStaff, STAFF_PASSWORD, signInStaff } from '../../support/staff.ts';

const { payload, call } = await startGateway();

const created = { email: 'created@example.com', name: 'Nora', role: 'sales' as const };
const inserted = { ...created, email: 'inserted@example.com' };

/** Everything that is stored about a member of staff, with the values that differ between any two of them replaced. */
async function readStored(id: string, email: string) {
  const read = (table: string, column: string) =>
    payload.db.pool.query(`SELECT to_jsonb(stored) AS row FROM ${table} AS stored WHERE ${column} = $1`, [id]);
  const tables = await Promise.all([
    read('users', 'id'),
    read('users_sessions', '_parent_id'),
    read('staff_sessions', 'staff_id'),
    read('changes', 'document'),
    payload.db.pool.query(`SELECT to_jsonb(stored) AS row FROM domain_events AS stored WHERE payload::text LIKE $1`, [
      `%${id}%`,
    ]),
  ]);
  const text = JSON.stringify(tables.map(({ rows }) => rows.map(({ row }) => row)))
    .replaceAll(id, 'the id')
    .replaceAll(email, 'the address')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(?:\+00:00|Z)/g, 'a time')
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'another id')
    .replaceAll(/[\da-f]{64}/g, 'hexadecimal digits');
  return JSON.parse(text);
}

test('staff of tests are stored as staff that Payload creates and signs in', async () => {
  const { id } = await payload.create({ collection: 'users', data: { ...created, password: STAFF_PASSWORD } });
  const login = await payload.login({ collection: 'users', data: { email: created.email, password: STAFF_PASSWORD } });
  const insertedId = await makeStaff(payload, inserted);
  const token = await signInStaff(payload, insertedId);

  expect(await readStored(insertedId, inserted.email)).toEqual(await readStored(String(id), created.email));
  const me = async (of: string) => (await call('GET', '/api/users/me', { token: of })).body as { user: object };
  const differing = { id: '', email: '', createdAt: '', updatedAt: '', _sid: '', sessions: [] };
  expect({ ...(await me(token)).user, ...differing }).toEqual({
    ...(await me(String(login.token))).user,
    ...differing,
  });
});

test('staff of tests can sign in with their password', async () => {
  await makeStaff(payload, { ...created, email: 'signing-in@example.com' });
  const login = { email: 'signing-in@example.com', password: STAFF_PASSWORD };
  expect((await call('POST', '/api/users/login', { body: login })).status).toBe(200);
});
