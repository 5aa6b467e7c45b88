import { describe, expect, test } from 'vitest';
import { makeProduct } from '../../support/catalogue.ts';
import { problemOf, startGateway } from '../gateway/gateway-site.ts';

const { payload, internal, base, environment } = await startGateway();
const tokens = (environment.INTERNAL_TOKENS ?? '').split(',');
const product = await makeProduct(payload, { title: 'Of the warehouse', price: 12_345 });

const ask = (id: string, token?: string) =>
  fetch(`${internal}/internal/products/${id}`, { headers: token ? { 'x-internal-token': token } : {} });

describe('/internal/products/:id', () => {
  test.each(tokens)('answers a product to the token %s', async (token) => {
    const response = await ask(product.id, token);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await response.json()).toMatchObject({ id: product.id, slug: 'of-the-warehouse', price: 123.45 });
  });

  test('shows a change at once, and is not limited', async () => {
    await payload.update({ collection: 'products', id: product.id, data: { price: 500 } });
    expect(await (await ask(product.id, tokens[0])).json()).toMatchObject({ price: 5 });
    const { headers } = await ask(product.id, tokens[0]);
    expect(headers.get('ratelimit')).toBeNull();
  });

  test.each([undefined, '', 'wrong', `${tokens[0]} `.repeat(2)])('is closed to the token %j', async (token) => {
    const response = await ask(product.id, token);
    expect([response.status, (await problemOf(response)).code]).toEqual([401, 'unauthenticated']);
  });

  test('is 404 for a draft, for nothing, and for what is no id', async () => {
    const draft = await makeProduct(payload, { _status: 'draft' });
    for (const id of [draft.id, '0190b5a0-0000-7000-8000-00000000dead', product.slug, 'x']) {
      expect((await ask(id, tokens[1])).status, id).toBe(404);
    }
  });

  test('is not on the public port', async () => {
    const response = await fetch(`${base}/internal/products/${product.id}`, {
      headers: { 'x-internal-token': tokens[0] ?? '' },
    });
    expect(response.status).toBe(404);
  });
});
