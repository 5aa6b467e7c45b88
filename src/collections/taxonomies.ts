import type { CollectionConfig, CollectionSlug, Field } from 'payload';
import { anyone, collectionAccess, staff } from '../access/access.ts';
import { announceTerm } from '../hooks/products/announce-term.ts';
import { refuseDeletingUsed } from '../hooks/references/refuse-deleting-used.ts';
import { textRule } from './fields/rules.ts';
import { slugField } from './fields/slug.ts';

type Taxonomy<T extends CollectionSlug> = {
  slug: T;
  singular: string;
  plural: string;
  description: string;
  fields?: Field[];
  columns?: string[];
};

const editors = staff('content-manager');

/** A list of terms by which the website filters products; the slug is the value in its addresses. */
function taxonomy<T extends CollectionSlug>(of: Taxonomy<T>): CollectionConfig<T> {
  const { slug, singular, plural, description, fields = [], columns = [] } = of;
  return {
    slug,
    labels: { singular, plural },
    defaultSort: 'name',
    admin: {
      group: 'Catalogue',
      useAsTitle: 'name',
      defaultColumns: ['name', ...columns, 'slug', 'updatedAt'],
      description,
    },
    hooks: { afterChange: [announceTerm], beforeDelete: [refuseDeletingUsed] },
    access: collectionAccess({ read: anyone, create: editors, update: editors, delete: editors }),
    fields: [
      { name: 'name', type: 'text', required: true, maxLength: 100 },
      slugField('The value in web addresses and filters, for example "sage-green".', 'name'),
      ...fields,
    ],
  } as CollectionConfig<T>;
}

export const colours = taxonomy({
  slug: 'colours',
  singular: 'Colour',
  plural: 'Colours',
  description: 'Colours that products come in.',
  columns: ['hex'],
  fields: [
    {
      name: 'hex',
      type: 'text',
      required: true,
      validate: textRule(
        (value) => (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)) || 'A colour such as #8a9a5b.',
      ),
      admin: { description: 'As #rrggbb; the website draws a swatch of it.' },
    },
  ],
});

export const styles = taxonomy({
  slug: 'styles',
  singular: 'Style',
  plural: 'Styles',
  description: 'Styles of doors and furniture, such as Shaker.',
});

export const ranges = taxonomy({
  slug: 'ranges',
  singular: 'Range',
  plural: 'Ranges',
  description: 'Product families that are sold together.',
});

export const finishes = taxonomy({
  slug: 'finishes',
  singular: 'Finish',
  plural: 'Finishes',
  description: 'Surfaces, such as matt or high gloss.',
});
