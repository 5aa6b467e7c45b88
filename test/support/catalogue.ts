import type { Payload } from 'payload';
import sharp from 'sharp';
import type { Product } from '../../src/payload-types.ts';

type Data = Partial<Omit<Product, 'id'>>;
type Terms = 'colours' | 'styles' | 'ranges' | 'finishes';

let made = 0;

/** Creates a product; by default a published kitchen with a unique title. */
export const makeProduct = (payload: Payload, data: Data = {}): Promise<Product> =>
  payload.create({
    collection: 'products',
    data: {
      title: `Kitchen ${++made}`,
      category: 'KITCHEN',
      price: 100_000,
      currency: 'GBP',
      stock: 1,
      _status: 'published',
      ...data,
    } as Product,
  });

/** Creates a term by which products are filtered; its slug is derived from its name. @returns its id */
export async function makeTerm(payload: Payload, collection: Terms, name: string): Promise<string> {
  const hex = collection === 'colours' ? { hex: '#aabbcc' } : {};
  return (await payload.create({ collection, data: { name, ...hex } as never })).id;
}

/** Uploads a photo. @returns its id */
export async function makePhoto(payload: Payload, alt: string): Promise<string> {
  const width = 2400;
  const data = await sharp({ create: { width, height: 1600, channels: 3, background: '#8a9a5b' } })
    .jpeg()
    .toBuffer();
  const file = { data, mimetype: 'image/jpeg', name: `photo-${++made}.jpg`, size: data.length };
  return (await payload.create({ collection: 'media', data: { alt }, file })).id;
}

/** Updates a product without `draft`, as publishing in the admin UI does. */
export const changeProduct = (payload: Payload, id: string, data: Data): Promise<Product> =>
  payload.update({ collection: 'products', id, data: data as Product });
