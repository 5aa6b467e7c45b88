import type { FlattenedField, Payload, RichTextField } from 'payload';
import { getEditor } from '../../../src/services/content/blog/rich-text.ts';

/** A place where a document or global references another document. */
export type ReferencePlace = {
  owner: string;
  isGlobal: boolean;
  target: string;
  /** A name for the place, which the names of tests contain. */
  name: string;
  /** Returns data of the owner with a reference to `id` at this place. */
  naming: (id: string) => Record<string, unknown>;
};

type NamedPlace = Pick<ReferencePlace, 'target' | 'name' | 'naming'>;
type BlockFields = { slug: string; fields: FlattenedField[] }[];

const paragraph = (children: object[]) => ({
  ...{ type: 'paragraph', version: 1, format: '', indent: 0, direction: 'ltr', textFormat: 0, textStyle: '' },
  children,
});
const words = (text: string) => ({ type: 'text', version: 1, text, format: 0, detail: 0, mode: 'normal', style: '' });
const createRichText = (node: object) => ({
  root: {
    type: 'root',
    version: 1,
    format: '',
    indent: 0,
    direction: 'ltr',
    children: [paragraph([words('x')]), node],
  },
});

const NODE_ID = '68a000000000000000000001';

/** Returns a paragraph with an internal link. */
export const linkTo = (relationTo: string, value: string) =>
  paragraph([
    {
      ...{ type: 'link', version: 3, format: '', indent: 0, direction: 'ltr', id: NODE_ID },
      fields: { linkType: 'internal', newTab: false, url: null, doc: { relationTo, value } },
      children: [words('there')],
    },
  ]);

/** Returns a block for rich text. */
export const block = (blockType: string, fields: object) => ({
  ...{ type: 'block', version: 2, format: '' },
  fields: { id: NODE_ID, blockType, ...fields },
});

const upload = (value: string) => ({
  ...{ type: 'upload', version: 3, format: '', id: NODE_ID, relationTo: 'media', fields: {}, value },
});

/** Lists all places in the config that reference one of our documents, including rich texts and their blocks. */
export function listPlaces(payload: Payload): ReferencePlace[] {
  const { collections, globals } = payload.config;
  return [
    ...collections
      .filter(({ slug }) => !slug.startsWith('payload-'))
      .map((config) => ({ owner: config.slug as string, isGlobal: false, fields: config.flattenedFields })),
    ...globals.map((config) => ({ owner: config.slug as string, isGlobal: true, fields: config.flattenedFields })),
  ].flatMap(({ fields, ...source }) =>
    fields.flatMap(placesIn).map((place) => ({ ...source, ...place, name: `${source.owner}.${place.name}` })),
  );
}

function placesIn(field: FlattenedField): NamedPlace[] {
  const at = field.name;
  const within = (inner: NamedPlace[], wrap: (value: unknown) => unknown): NamedPlace[] =>
    inner.map(({ target, name, naming }) => ({
      target,
      name: `${at}.${name}`,
      naming: (id) => ({ [at]: wrap(naming(id)) }),
    }));
  switch (field.type) {
    case 'relationship':
    case 'upload':
      return [field.relationTo].flat().map((target) => ({
        ...{ target, name: Array.isArray(field.relationTo) ? `${at} (${target})` : at },
        naming: (id) => {
          const value = Array.isArray(field.relationTo) ? { relationTo: target, value: id } : id;
          return { [at]: field.hasMany ? [value] : value };
        },
      }));
    case 'group':
    case 'tab':
      return within(field.flattenedFields.flatMap(placesIn), (value) => value);
    case 'array':
      return within(field.flattenedFields.flatMap(placesIn), (value) => [value]);
    case 'richText':
      return within(inText(field), (value) => createRichText((value as { node: object }).node));
    default:
      return [];
  }
}

/** Lists the places of a rich text that can contain a reference: links, uploads, and the fields of blocks. */
function inText(field: RichTextField): NamedPlace[] {
  const { resolvedFeatureMap } = getEditor(field).editorConfig;
  const featureProps = (key: string) => {
    const props: unknown = resolvedFeatureMap.get(key)?.sanitizedServerFeatureProps;
    if (!props) throw new Error(`The editor has no feature ${key}.`);
    return props;
  };
  const { fields } = featureProps('link') as { fields: FlattenedField[] };
  const { enabledCollectionSlugs } = featureProps('upload') as { enabledCollectionSlugs: string[] };
  const { blocks } = featureProps('blocks') as { blocks: BlockFields };
  const targets = fields.flatMap((field) => (field.type === 'relationship' ? field.relationTo : []));
  return [
    ...targets.map((target) => ({
      target,
      name: `link (${target})`,
      naming: (id: string) => ({ node: linkTo(target, id) }),
    })),
    ...enabledCollectionSlugs.map((target) => ({
      target,
      name: 'upload',
      naming: (id: string) => ({ node: upload(id) }),
    })),
    ...blocks.flatMap(({ slug, fields }) =>
      fields.flatMap(placesIn).map(({ target, name, naming }) => ({
        ...{ target, name: `${slug}.${name}` },
        naming: (id: string) => ({
          node: block(slug, naming(id)),
        }),
      })),
    ),
  ];
}
