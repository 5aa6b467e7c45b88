import { z } from 'zod';
import { textInput } from '../text/inputs.ts';

const text = textInput();

/** The body of `POST /v1/orders` (api.md §4). A product that is named twice counts with the sum of both. */
export const orderRequest = z.strictObject({
  items: z
    .array(z.strictObject({ productId: z.uuid().toLowerCase(), quantity: z.int().min(1).max(999) }))
    .min(1)
    .max(50),
  billingAddress: text.optional(),
  notes: text.optional(),
});

export type OrderRequest = z.output<typeof orderRequest>;
