import type { Payload } from 'payload';
import { article } from '../integration/content/blog-support.ts';

type Edited = { field: string; data: (n: number) => object };

const term: Edited = { field: 'slug', data: (n) => ({ name: `Term ${n}` }) };

/** The collections that staff edit. For each: a unique field, and a function that returns the data of a new document. */
export const EDITED = {
  products: { field: 'slug', data: (n) => ({ title: `Kitchen ${n}`, category: 'KITCHEN', price: 1, stock: 1 }) },
  blogs: { field: 'slug', data: (n) => ({ title: `Post ${n}`, content: article('Text.') }) },
  colours: { field: 'slug', data: (n) => ({ name: `Colour ${n}`, hex: '#aabbcc' }) },
  styles: term,
  ranges: term,
  finishes: term,
  showrooms: {
    field: 'slug',
    data: (n) => ({ name: `Showroom ${n}`, address: '1 High Street', postcode: 'SW4 7AA' }),
  },
  redirects: { field: 'from', data: (n) => ({ from: `/old-${n}`, to: { type: 'custom', url: '/new' }, type: '301' }) },
  users: {
    field: 'email',
    data: (n) => ({ email: `staff-${n}@example.com`, password: 'a long password', name: `Staff ${n}`, role: 'sales' }),
  },
} satisfies Record<string, Edited>;

export type EditedCollection = keyof typeof EDITED;

let made = 0;

/** Creates a document with unique values. It is published unless `values` contain another status. */
export async function makeEdited(
  payload: Payload,
  collection: EditedCollection,
  values: object = {},
): Promise<Record<string, unknown> & { id: string }> {
  const data = { _status: 'published', ...EDITED[collection].data(++made), ...values };
  const doc: object = await payload.create({ collection, data: data as never });
  return doc as Record<string, unknown> & { id: string };
}
