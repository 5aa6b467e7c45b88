import { expect, it } from 'vitest';
import { buildGraphqlSchema } from '../../../src/gateway/graphql/schema.ts';
import { graphqlReads } from '../../fuzz/graphql.ts';
import { restReads } from '../../fuzz/rest-reads.ts';
import { restWrites } from '../../fuzz/rest-writes.ts';
import { effort } from '../../fuzz/run-effort.ts';
import { searchFaults } from '../../fuzz/search-faults.ts';
import type { FuzzAnswer } from '../../fuzz/verdicts.ts';
import { CALLERS, startWorld } from '../../fuzz/world.ts';
import { collectErrors } from '../../support/collect-errors.ts';
import { makeBuyer, makeSaleProduct } from '../../support/sales.ts';

const world = await startWorld();
const { payload } = world.shop;
const errors = collectErrors(payload);
/** The roles that may write. */
const STAFF = ['admin', 'content-manager', 'sales'];

/**
 * Returns the fault of a response, or undefined. Payload's responses have no schema, so the checks are only that the body is
 * JSON, the status is no server error other than 501, and no GraphQL error is a server error.
 */
function verdict(_operation: string, { status, type, text }: FuzzAnswer): string | undefined {
  if (status >= 500 && status !== 501) return `status ${status}`;
  if (!type.endsWith('json')) return `media type "${type}" with status ${status}`;
  const { errors } = JSON.parse(text) as { errors?: { extensions?: { statusCode?: number } }[] };
  const failed = Array.isArray(errors) && errors.find(({ extensions }) => (extensions?.statusCode ?? 0) >= 500);
  return failed ? 'an error of the server' : undefined;
}

it('every read of the REST API gets a response without a server error, within a second', {
  timeout: effort.timeout,
}, async () => {
  const { findings, tried } = await searchFaults(world, restReads(payload, CALLERS), verdict, 600);
  expect(findings, `${tried} requests, seed ${effort.seed}`).toEqual([]);
});

it('every GraphQL document gets a response without a server error, within a second', {
  timeout: effort.timeout,
}, async () => {
  const { schema } = buildGraphqlSchema(payload.config);
  const { findings, tried } = await searchFaults(world, graphqlReads(schema, CALLERS), verdict, 300);
  expect(findings, `${tried} documents, seed ${effort.seed}`).toEqual([]);
});

it('every write of the REST API gets a response without a server error, and orders are still accepted', {
  timeout: effort.timeout,
}, async () => {
  const { shop, known } = world;
  const product = await makeSaleProduct(payload);
  const takesOrders = async (operation: string, answer: FuzzAnswer) => {
    const wrong = verdict(operation, answer);
    if (wrong || answer.status !== 200 || !operation.includes('/globals/')) return wrong;
    const { token } = await makeBuyer(payload);
    const order = await shop.call('POST', '/v1/orders', {
      token,
      body: { items: [{ productId: product, quantity: 1 }] },
    });
    return order.status >= 500 ? `orders answer ${order.status} afterwards` : undefined;
  };
  const { findings, tried } = await searchFaults(world, restWrites(payload, STAFF, known), takesOrders, 300);
  expect(findings, `${tried} requests, seed ${effort.seed}`).toEqual([]);
});

it('refused requests are not logged as errors', () => {
  expect(errors).toEqual([]);
});
