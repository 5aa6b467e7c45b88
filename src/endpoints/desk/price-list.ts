import { z } from 'zod';
import { endpoint } from '../../gateway/endpoint.ts';
import { applyPriceList, previewPriceList } from '../../services/catalogue/price-list.ts';

const common = { tag: 'Desk', callers: ['content-manager'] } as const;

const pence = z.int().min(0);
const row = z.object({
  ...{ line: z.int(), slug: z.string(), productId: z.uuid().nullable(), title: z.string().nullable() },
  ...{ from: pence.nullable(), to: pence.nullable(), problem: z.string().nullable() },
});

/** A price list is looked at first and applied then, in two calls; the second says what the first has shown. */
export const priceListEndpoints = [
  endpoint({
    ...common,
    method: 'post',
    path: '/desk/price-list/preview',
    summary: 'What a price list would change, and what is wrong with its rows; nothing is written',
    body: z.strictObject({ csv: z.string().min(1).max(500_000) }),
    replies: { 200: z.object({ rows: z.array(row) }) },
    handle: async ({ payload, body: { csv } }) => ({
      status: 200,
      body: { rows: await previewPriceList(payload, csv) },
    }),
  }),
  endpoint({
    ...common,
    method: 'post',
    path: '/desk/price-list/apply',
    summary: 'Give products their new prices; one that can’t be changed stops no other',
    body: z.strictObject({
      changes: z
        .array(z.strictObject({ productId: z.uuid(), from: pence, to: pence }))
        .min(1)
        .max(1000),
    }),
    replies: {
      200: z.object({
        changed: z.int(),
        refused: z.array(z.object({ productId: z.uuid(), title: z.string().nullable(), reason: z.string() })),
      }),
    },
    handle: async ({ payload, caller, body: { changes } }) => ({
      status: 200,
      body: await applyPriceList(payload, changes, caller.user),
    }),
  }),
];
