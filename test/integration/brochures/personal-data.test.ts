import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database, sessionOf, withTransaction } from '../../../src/database/transaction.ts';
import { emit } from '../../../src/events/outbox.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { requestBrochure } from '../../../src/services/brochures/request-brochure.ts';
import { assertMayAsk } from '../../../src/services/brochures/request-limit.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { requestBody, requestsOf } from '../../support/brochures.ts';
import { until } from '../../support/until.ts';
import { makePerson, signIn, startIdentitySite } from '../identity/identity-site.ts';

const site = await startIdentitySite();
const { payload, call } = site;

const requestOf = (email: string) => ({ ...requestBody({ email }), phone: '+442079460958', postcode: 'SW4 7AA' });
const ask = (email: string) => requestBrochure(payload, requestOf(email));

const waitingForAddress = async () => {
  const { rows } = await database(payload).execute(
    sql`SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.length > 0;
};

/** All rows of the tables that a request for a brochure goes into, as text. */
async function everything(): Promise<string> {
  const { rows } = await database(payload).execute<{ text: string }>(sql`
    SELECT row_to_json(r)::text AS text FROM brochure_requests AS r
    UNION ALL SELECT row_to_json(e)::text FROM domain_events AS e`);
  return rows.map(({ text }) => text).join('\n');
}

test('the export holds the requests with a customer’s address, and their events; nobody else’s', async () => {
  const person = await makePerson(payload);
  const { accessToken: token } = await signIn(site, person);
  await ask(person.email);
  await ask('somebody-else@example.com');
  const { body } = await call('GET /v1/me/export', { token });
  expect(body).toMatchObject({
    brochureRequests: [{ email: person.email, address: '1 High Street, London', deliveredAt: null }],
    events: [{ topic: 'brochure.requested' }],
  });
  expect(JSON.stringify(body)).not.toContain('somebody-else');
});

test('an erasure takes the person out of them, and leaves others alone', async () => {
  const person = await makePerson(payload);
  const { accessToken: token } = await signIn(site, person);
  await ask(person.email);
  await ask('another@example.com');
  expect((await call('DELETE /v1/me', { token })).status).toBe(204);
  const left = await everything();
  expect(left).not.toContain(person.email);
  expect(left).toContain('another@example.com');
  expect(await requestsOf(payload, 'erased@lomashwood.invalid')).toHaveLength(1);
  const { rows } = await database(payload).execute(sql`
    SELECT first_name, last_name, phone, postcode, address FROM brochure_requests WHERE email = 'erased@lomashwood.invalid'`);
  const erased = { first_name: 'Erased', last_name: 'Erased', phone: '+440000000000', address: 'Erased' };
  expect(rows).toEqual([{ ...erased, postcode: 'SW4' }]);
});

test('who asks anew after an erasure gets the brochure as anybody does, also with the key of before', async () => {
  const person = await makePerson(payload);
  const again = requestOf(person.email);
  await requestBrochure(payload, again, 'key');
  await eraseCustomer(payload, person.userId);
  expect(await requestsOf(payload, person.email)).toEqual([]);
  await requestBrochure(payload, again, 'key');
  await requestBrochure(payload, again);
  await requestBrochure(payload, again);
  expect(await requestsOf(payload, person.email)).toHaveLength(3);
  expect(await everything()).toContain(person.email);
});

test('an erasure waits for a request that is being stored, and takes it out with its event', async () => {
  const person = await makePerson(payload);
  const erasing = await withTransaction(payload, async (req) => {
    // It holds the address as it does from its first statement on, and commits when the erasure is there.
    await assertMayAsk(req, person.email);
    const erased = eraseCustomer(payload, person.userId);
    await until(waitingForAddress, 'the erasure to wait');
    const brochureRequestId = uuidv7();
    await (await sessionOf(req)).execute(sql`
      INSERT INTO brochure_requests (id, first_name, last_name, email, phone, postcode, address)
      VALUES (${brochureRequestId}, 'Ada', 'Lovelace', ${person.email}, '+442079460958', 'SW4 7AA', '1 High Street')`);
    await emit(req, 'brochure.requested', { brochureRequestId, email: person.email, firstName: 'Ada' });
    return { erased };
  });
  await erasing.erased;
  expect(await everything()).not.toContain(person.email);
});
