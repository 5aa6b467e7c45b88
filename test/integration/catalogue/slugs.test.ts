import { describe, expect, test } from 'vitest';
import type { Product } from '../../../src/payload-types.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();

type Data = Partial<Product> & { _status?: 'draft' | 'published' };

const make = (title: string, data: Data = {}) =>
  payload.create({
    collection: 'products',
    data: { title, category: 'KITCHEN', price: 100, stock: 1, _status: 'published', ...data } as Product,
  });

describe('a slug', () => {
  test.each([
    ['Façade Élan – Crème brûlée', 'facade-elan-creme-brulee'],
    ['  Oak & Ash  ', 'oak-and-ash'],
    ['The Baker’s McKitchen', 'the-bakers-mckitchen'],
    ['Größe “Łódź”', 'grosse-lodz'],
    ['Ångström Größe', 'angstrom-grosse'],
    ['A\u030angstro\u0308m', 'angstrom'],
    ['Œuvre Ærø Þór', 'oeuvre-aero-thor'],
    ['Кухня', 'kukhnya'],
    ['厨房', 'product'],
    ['🎉', 'product-2'],
  ])('of %s is %s', async (title, slug) => {
    expect((await make(title)).slug).toBe(slug);
  });

  test('is numbered where another document has it, in whatever state that is', async () => {
    await make('Dresser', { _status: 'draft' });
    const trashed = await make('Dresser');
    await payload.update({
      collection: 'products',
      id: trashed.id,
      data: { deletedAt: new Date().toISOString() } as Data,
    });
    expect((await make('Dresser')).slug).toBe('dresser-3');
    expect((await make('Dresser 2')).slug).toBe('dresser-2-2');
  });

  test('is not one that waits in the draft of another document', async () => {
    const { id } = await make('Sideboard');
    await payload.update({ collection: 'products', id, data: { slug: 'larder' } as Data, draft: true });
    expect((await make('Larder')).slug).toBe('larder-2');
  });

  test('is unique for many that are made at once', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => make('Island unit')));
    expect(made.map(({ slug }) => slug).sort()).toEqual([
      'island-unit',
      ...[2, 3, 4, 5, 6].map((n) => `island-unit-${n}`),
    ]);
  });

  test('follows the title of a draft, and stays once published', async () => {
    const { id } = await make('He', { _status: 'draft' });
    const saved = (title: string, draft: boolean) =>
      payload.update({
        collection: 'products',
        id,
        draft,
        data: { title, _status: draft ? 'draft' : 'published' } as Data,
      });
    expect((await saved('Hello', true)).slug).toBe('hello');
    expect((await saved('Hello kitchen', false)).slug).toBe('hello-kitchen');
    expect((await saved('Goodbye kitchen', true)).slug).toBe('hello-kitchen');
    expect((await saved('Goodbye kitchen', false)).slug).toBe('hello-kitchen');
  });

  test('set by hand stays as it is; what is none is refused', async () => {
    const { id } = await make('Pantry', { slug: 'pull-out', _status: 'draft' });
    const renamed = await payload.update({
      collection: 'products',
      id,
      draft: true,
      data: { title: 'Larder' } as Data,
    });
    expect(renamed.slug).toBe('pull-out');
    await expect(make('Pantry', { slug: '../etc' })).rejects.toMatchObject({ status: 400 });
  });

  test('of a copy is its own', async () => {
    const { id } = await make('Corner unit');
    const copy = await payload.duplicate({ collection: 'products', id });
    expect(copy.slug).toBe('corner-unit-2');
  });

  test('that was made of an accented title before stays once published', async () => {
    const { id } = await make('Größe', { slug: 'groesse' });
    const saved = await payload.update({ collection: 'products', id, data: { title: 'Größen', price: 200 } as Data });
    expect(saved.slug).toBe('groesse');
  });

  test('of a term is made from its name', async () => {
    const term = await payload.create({ collection: 'finishes', data: { name: 'High Gloss' } as never });
    expect(term.slug).toBe('high-gloss');
  });
});
