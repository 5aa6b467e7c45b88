import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { requestBrochure } from '../../../src/services/brochures/request-brochure.ts';
import { requestBody, requestsOf } from '../../support/brochures.ts';
import { makePerson, signIn, startIdentitySite } from '../identity/identity-site.ts';

const site = await startIdentitySite();
const { payload, call } = site;

const ask = (email: string) =>
  requestBrochure(payload, { ...requestBody({ email }), phone: '+442079460958', postcode: 'SW4 7AA' });

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
