import type { CollectionConfig, CollectionSlug, Field } from 'payload';
import { anyone, collectionAccess, rolesOrAdmin } from '../../access/access.ts';
import { announceTerm } from '../../hooks/catalogue/products.ts';
import { refuseDeletingUsed } from '../../hooks/references.ts';
import { slugField, toCopyTitle } from '../fields/document-fields.ts';
import { withTextRule } from '../fields/value-fields.ts';

type Taxonomy<T extends CollectionSlug> = {
  slug: T;
  singular: string;
  plural: string;
  description: string;
  fields?: Field[];
  columns?: string[];
};

const editors = rolesOrAdmin('content-manager');

/** Creates a collection of terms by which the website filters products. The slug of a term is its value in web addresses. */
function createTaxonomy<T extends CollectionSlug>(definition: Taxonomy<T>): CollectionConfig<T> {
  const { slug, singular, plural, description, fields = [], columns = [] } = definition;
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
      {
        name: 'name',
        type: 'text',
        required: true,
        maxLength: 100,
        hooks: { beforeDuplicate: [toCopyTitle(100)] },
      },
      slugField('Used in web addresses and filters, for example “sage-green”.', 'name'),
      ...fields,
    ],
  } as CollectionConfig<T>;
}

export const colours = createTaxonomy({
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
      validate: withTextRule(
        (value) => (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)) || 'Enter a colour, such as #8a9a5b.',
      ),
      admin: { description: 'Six hexadecimal digits, #rrggbb. The website shows a swatch of the colour.' },
    },
  ],
});

export const styles = createTaxonomy({
  slug: 'styles',
  singular: 'Style',
  plural: 'Styles',
  description: 'Styles of doors and furniture, such as Shaker.',
});

export const ranges = createTaxonomy({
  slug: 'ranges',
  singular: 'Range',
  plural: 'Ranges',
  description: 'Product families that are sold together.',
});

export const finishes = createTaxonomy({
  slug: 'finishes',
  singular: 'Finish',
  plural: 'Finishes',
  description: 'Surfaces, such as matt or high gloss.',
});
