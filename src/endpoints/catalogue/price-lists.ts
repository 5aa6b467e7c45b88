import { z } from 'zod';
import { undoPriceList } from '../../services/catalogue/applied-price-lists.ts';
import { applyPriceList, previewPriceList } from '../../services/catalogue/price-list-import.ts';
import { requireStaff } from '../callers.ts';
import { defineEndpoint } from '../endpoint.ts';

const common = { tag: 'Back office', callers: ['content-manager'] } as const;

const pence = z.int().min(0);
const row = z.object({
  ...{ line: z.int(), slug: z.string(), productId: z.uuid().nullable(), title: z.string().nullable() },
  ...{ from: pence.nullable(), to: pence.nullable(), problem: z.string().nullable() },
});

const refusals = z.array(z.object({ productId: z.uuid(), title: z.string().nullable(), reason: z.string() }));

const areDistinctProducts = (changes: { productId: string }[]) =>
  new Set(changes.map(({ productId }) => productId.toLowerCase())).size === changes.length;

/**
 * The endpoints that preview, apply and undo a price list. To apply a list, the client sends back the changes that the preview
 * returned.
 */
export const priceListEndpoints = [
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/price-list/preview',
    summary: 'Preview the changes and the invalid rows of a price list; nothing is stored',
    body: z.strictObject({ csv: z.string().min(1).max(500_000) }),
    replies: { 200: z.object({ rows: z.array(row) }) },
    handle: async ({ payload, body: { csv } }) => ({
      status: 200,
      body: { rows: await previewPriceList(payload, csv) },
    }),
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/price-list/apply',
    summary: 'Change the prices of products; a failure of one does not stop the others',
    body: z.strictObject({
      changes: z
        .array(z.strictObject({ productId: z.uuid(), from: pence, to: pence }))
        .min(1)
        .max(1000)
        .refine(areDistinctProducts, 'A product may be in the list only once.'),
    }),
    replies: {
      200: z.object({
        changed: z.int(),
        refused: refusals,
      }),
    },
    handle: async ({ payload, caller, body: { changes } }) => ({
      status: 200,
      body: await applyPriceList(payload, changes, requireStaff(caller)),
    }),
  }),
  defineEndpoint({
    ...common,
    method: 'post',
    path: '/desk/price-list/:listId/undo',
    summary:
      'Undo a price list: restore the earlier price of each of its products, unless the price has changed again since',
    params: z.strictObject({ listId: z.string() }),
    replies: { 200: z.object({ restored: z.int(), kept: refusals }) },
    problems: ['not_found', 'forbidden', 'too_late'],
    handle: async ({ payload, caller, params: { listId } }) => ({
      status: 200,
      body: await undoPriceList(payload, listId, requireStaff(caller)),
    }),
  }),
];
