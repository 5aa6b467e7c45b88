import { describe, expect, test } from 'vitest';
import { makeProduct } from '../../support/catalogue.ts';
import { readProblem, startGatewaySite } from '../gateway/gateway-site.ts';

const { payload, internal, base, environment } = await startGatewaySite();
const tokens = (environment.INTERNAL_TOKENS ?? '').split(',');
const product = await makeProduct(payload, { title: 'Of the warehouse', price: 12_345 });

const ask = (id: string, token?: string) =>
  fetch(`${internal}/internal/products/${id}`, { headers: token ? { 'x-internal-token': token } : {} });

describe('/internal/products/:id', () => {
  test.each(tokens)('returns a product for the token %s', async (token) => {
    const response = await ask(product.id, token);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await response.json()).toMatchObject({ id: product.id, slug: 'of-the-warehouse', price: 123.45 });
  });

  test('returns a change at once, and has no rate limit', async () => {
    await payload.update({ collection: 'products', id: product.id, data: { price: 500 } });
    expect(await (await ask(product.id, tokens[0])).json()).toMatchObject({ price: 5 });
    const { headers } = await ask(product.id, tokens[0]);
    expect(headers.get('ratelimit')).toBeNull();
  });

  test.each([undefined, '', 'wrong', `${tokens[0]} `.repeat(2)])('refuses the token %j', async (token) => {
    const response = await ask(product.id, token);
    expect([response.status, (await readProblem(response)).code]).toEqual([401, 'unauthenticated']);
  });

  test('responds with 404 for a draft, an unknown id and an invalid id', async () => {
    const draft = await makeProduct(payload, { _status: 'draft' });
    for (const id of [draft.id, '0190b5a0-0000-7000-8000-00000000dead', String(product.slug), 'x']) {
      expect((await ask(id, tokens[1])).status, id).toBe(404);
    }
  });

  test('is not available on the public port', async () => {
    const response = await fetch(`${base}/internal/products/${product.id}`, {
      headers: { 'x-internal-token': tokens[0] ?? '' },
    });
    expect(response.status).toBe(404);
  });
});
