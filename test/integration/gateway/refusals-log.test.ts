import { afterAll, expect, test } from 'vitest';
import { makePhoto, makeProduct } from '../../support/catalogue.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { startWeb } from './web-process.ts';

const { payload, environment } = await startSite();
const web = await startWeb({ ...environment, LOG_LEVEL: 'info' });
afterAll(web.stop);

const admin = { email: 'admin@example.com', password: 'a long password' };
await payload.create({ collection: 'users', data: { ...admin, name: 'Ada', role: 'admin' } });
const photo = await makePhoto(payload, 'A kitchen');
await makeProduct(payload, { images: [photo] });

const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(web.base + path, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
const { token } = (await (await send('POST', '/api/users/login', admin)).json()) as { token: string };
const staff = { authorization: `JWT ${token}` };
const registration = { email: 'ada@example.com', password: 'a long password', firstName: 'Ada', lastName: 'Low' };
const graphql = (query: string) => send('POST', '/api/graphql', { query }, staff);

/** What people do wrong all day, at each door. */
const REFUSALS: Record<string, [status: number, ask: () => Promise<Response>]> = {
  'a wrong password of staff': [401, () => send('POST', '/api/users/login', { ...admin, password: 'wrong' })],
  'a wrong password of a customer': [401, () => send('POST', '/v1/auth/login', { ...admin, password: 'wrong one' })],
  'a box that is not ticked': [400, () => send('POST', '/v1/auth/register', { ...registration, acceptTerms: false })],
  'a field that is missing': [400, () => send('POST', '/api/showrooms', { name: '' }, staff)],
  'a picture that is in use': [400, () => send('DELETE', `/api/media/${photo}`, undefined, staff)],
  'a list of strangers': [403, () => send('GET', '/api/customers')],
  'a filter of a field that there is not': [400, () => send('GET', '/api/products?where[secret][equals]=1')],
  'a page that is not there': [404, () => send('GET', '/api/products/none')],
  'a body that is no JSON': [
    400,
    () =>
      fetch(`${web.base}/v1/auth/login`, {
        method: 'POST',
        body: '{',
        headers: { 'content-type': 'application/json' },
      }),
  ],
  'a query of GraphQL that does not fit': [200, () => graphql('{ Nothing { id } }')],
  'a picture in use, over GraphQL': [200, () => graphql(`mutation { deleteMedium(id: "${photo}") { id } }`)],
};

const lines = () =>
  web
    .log()
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as { level: string; correlationId?: string }] : []));

test.each(Object.entries(REFUSALS))(
  '%s is no error, and nothing with a stack in the log',
  async (_what, [status, ask]) => {
    const before = web.log().length;
    const response = await ask();
    const id = response.headers.get('x-correlation-id');
    await until(() => lines().some((line) => line.correlationId === id), 'the log line');
    const said = web.log().slice(before);
    expect(said).not.toMatch(/"level":"(error|fatal)"|"stack"|Error: |Failed query/);
    expect(response.status).toBe(status);
  },
);
