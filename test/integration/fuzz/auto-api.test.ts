import { expect, it } from 'vitest';
import { graphqlSchema } from '../../../src/graphql/schema.ts';
import type { FuzzAnswer } from '../../fuzz/answers.ts';
import { effort } from '../../fuzz/effort.ts';
import { graphqlReads } from '../../fuzz/graphql.ts';
import { lookForFaults } from '../../fuzz/look-for-faults.ts';
import { restReads } from '../../fuzz/rest-reads.ts';
import { restWrites } from '../../fuzz/rest-writes.ts';
import { CALLERS, startWorld } from '../../fuzz/world.ts';
import { makeBuyer, makeProduct } from '../../support/sales.ts';

const world = await startWorld();
const { payload } = world.shop;
/** Who may write anything at all. */
const STAFF = ['admin', 'content-manager', 'sales'];

/** Payload's answers have no schema of ours: they are JSON, and no fault of the server. */
function verdict(_operation: string, { status, type, text }: FuzzAnswer): string | undefined {
  if (status >= 500 && status !== 501) return `status ${status}`;
  if (!type.endsWith('json')) return `media type "${type}" with status ${status}`;
  const { errors } = JSON.parse(text) as { errors?: { extensions?: { statusCode?: number } }[] };
  const failed = Array.isArray(errors) && errors.find(({ extensions }) => (extensions?.statusCode ?? 0) >= 500);
  return failed ? 'an error of the server' : undefined;
}

it('answers every read of the REST API without a fault, within a second', { timeout: effort.timeout }, async () => {
  const { findings, tried } = await lookForFaults(world, restReads(payload, CALLERS), verdict, 600);
  expect(findings, `${tried} requests, seed ${effort.seed}`).toEqual([]);
});

it('answers every GraphQL document without a fault, within a second', { timeout: effort.timeout }, async () => {
  const { schema } = graphqlSchema(payload.config);
  const { findings, tried } = await lookForFaults(world, graphqlReads(schema, CALLERS), verdict, 300);
  expect(findings, `${tried} documents, seed ${effort.seed}`).toEqual([]);
});

it('answers every write of the REST API without a fault, and still takes orders', {
  timeout: effort.timeout,
}, async () => {
  const { shop, known } = world;
  const product = await makeProduct(payload);
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
  const { findings, tried } = await lookForFaults(world, restWrites(payload, STAFF, known), takesOrders, 300);
  expect(findings, `${tried} requests, seed ${effort.seed}`).toEqual([]);
});
