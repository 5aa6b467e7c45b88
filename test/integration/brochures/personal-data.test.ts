import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database, transactionOf, withTransaction } from '../../../src/database/transaction.ts';
import { emit } from '../../../src/events/emit.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { assertCanRequestBrochure, requestBrochure } from '../../../src/services/brochures/request-brochure.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { createRequestBody, readBrochureRequests } from '../../support/brochures.ts';
import { until } from '../../support/until.ts';
import { makePerson, signIn, startIdentitySite } from '../identity/identity-site.ts';

const site = await startIdentitySite();
const { payload, call } = site;

const getRequest = (email: string) => ({
  ...createRequestBody({ email }),
  phone: '+442079460958',
  postcode: 'SW4 7AA',
});
const sendRequest = (email: string) => requestBrochure(payload, getRequest(email));

const waitingForAddress = async () => {
  const { rows } = await database(payload).execute(
    sql`SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.length > 0;
};

/** Returns all rows of the tables that store brochure requests, as text. */
async function readBrochureTables(): Promise<string> {
  const { rows } = await database(payload).execute<{ text: string }>(sql`
    SELECT row_to_json(r)::text AS text FROM brochure_requests AS r
    UNION ALL SELECT row_to_json(e)::text FROM domain_events AS e`);
  return rows.map(({ text }) => text).join('\n');
}

test('the export has the brochure requests of the customer’s address with their events, and no others', async () => {
  const person = await makePerson(payload);
  const { accessToken: token } = await signIn(site, person);
  await sendRequest(person.email);
  await sendRequest('somebody-else@example.com');
  const { body } = await call('GET /v1/me/export', { token });
  expect(body).toMatchObject({
    brochureRequests: [{ email: person.email, address: '1 High Street, London', deliveredAt: null }],
    events: [{ topic: 'brochure.requested' }],
  });
  expect(JSON.stringify(body)).not.toContain('somebody-else');
});

test('an erasure anonymises the person’s brochure requests, and does not change those of others', async () => {
  const person = await makePerson(payload);
  const { accessToken: token } = await signIn(site, person);
  await sendRequest(person.email);
  await sendRequest('another@example.com');
  expect((await call('DELETE /v1/me', { token })).status).toBe(204);
  const left = await readBrochureTables();
  expect(left).not.toContain(person.email);
  expect(left).toContain('another@example.com');
  expect(await readBrochureRequests(payload, 'erased@lomashwood.invalid')).toHaveLength(1);
  const { rows } = await database(payload).execute(sql`
    SELECT first_name, last_name, phone, postcode, address FROM brochure_requests WHERE email = 'erased@lomashwood.invalid'`);
  const erased = { first_name: 'Erased', last_name: 'Erased', phone: '+440000000000', address: 'Erased' };
  expect(rows).toEqual([{ ...erased, postcode: 'SW4' }]);
});

test('a new brochure request after an erasure is delivered, even with an earlier idempotency key', async () => {
  const person = await makePerson(payload);
  const newRequest = getRequest(person.email);
  await requestBrochure(payload, newRequest, 'key');
  await eraseCustomer(payload, person.userId);
  expect(await readBrochureRequests(payload, person.email)).toEqual([]);
  await requestBrochure(payload, newRequest, 'key');
  await requestBrochure(payload, newRequest);
  await requestBrochure(payload, newRequest);
  expect(await readBrochureRequests(payload, person.email)).toHaveLength(3);
  expect(await readBrochureTables()).toContain(person.email);
});

test('an erasure waits for a brochure request that is being stored, and anonymises the request with its event', async () => {
  const person = await makePerson(payload);
  const erasing = await withTransaction(payload, async (req) => {
    // Lock the address first, as every brochure request does. The erasure waits until this transaction commits.
    await assertCanRequestBrochure(req, person.email);
    const erased = eraseCustomer(payload, person.userId);
    await until(waitingForAddress, 'the erasure to wait');
    const brochureRequestId = uuidv7();
    await (await transactionOf(req)).execute(sql`
      INSERT INTO brochure_requests (id, first_name, last_name, email, phone, postcode, address)
      VALUES (${brochureRequestId}, 'Ada', 'Lovelace', ${person.email}, '+442079460958', 'SW4 7AA', '1 High Street')`);
    await emit(req, 'brochure.requested', { brochureRequestId, email: person.email, firstName: 'Ada' });
    return { erased };
  });
  await erasing.erased;
  expect(await readBrochureTables()).not.toContain(person.email);
});
