import type { FlattenedField, Payload, RichTextField } from 'payload';
import { editorOf } from '../../../src/services/content/blog/article.ts';

/** Where a document or the settings name another document. */
export type Place = {
  owner: string;
  isGlobal: boolean;
  target: string;
  /** What is looked at in messages of tests. */
  name: string;
  /** The data of the owner in which `id` stands at this place. */
  naming: (id: string) => Record<string, unknown>;
};

type Named = Pick<Place, 'target' | 'name' | 'naming'>;
type BlockFields = { slug: string; fields: FlattenedField[] }[];

const paragraph = (children: object[]) => ({
  ...{ type: 'paragraph', version: 1, format: '', indent: 0, direction: 'ltr', textFormat: 0, textStyle: '' },
  children,
});
const words = (text: string) => ({ type: 'text', version: 1, text, format: 0, detail: 0, mode: 'normal', style: '' });
const article = (node: object) => ({
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

/** A paragraph with a link to a document. */
export const linkTo = (relationTo: string, value: string) =>
  paragraph([
    {
      ...{ type: 'link', version: 3, format: '', indent: 0, direction: 'ltr', id: NODE_ID },
      fields: { linkType: 'internal', newTab: false, url: null, doc: { relationTo, value } },
      children: [words('there')],
    },
  ]);

/** A block of a text. */
export const block = (blockType: string, fields: object) => ({
  ...{ type: 'block', version: 2, format: '' },
  fields: { id: NODE_ID, blockType, ...fields },
});

const upload = (value: string) => ({
  ...{ type: 'upload', version: 3, format: '', id: NODE_ID, relationTo: 'media', fields: {}, value },
});

/** Every place of the config in which a document of ours is named, texts and their blocks included. */
export function placesOf(payload: Payload): Place[] {
  const { collections, globals } = payload.config;
  return [
    ...collections
      .filter(({ slug }) => !slug.startsWith('payload-'))
      .map((config) => ({ owner: config.slug as string, isGlobal: false, fields: config.flattenedFields })),
    ...globals.map((config) => ({ owner: config.slug as string, isGlobal: true, fields: config.flattenedFields })),
  ].flatMap(({ fields, ...of }) =>
    fields.flatMap(placesIn).map((place) => ({ ...of, ...place, name: `${of.owner}.${place.name}` })),
  );
}

function placesIn(field: FlattenedField): Named[] {
  const at = field.name;
  const within = (inner: Named[], wrap: (value: unknown) => unknown): Named[] =>
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
      return within(inText(field), (value) => article((value as { node: object }).node));
    default:
      return [];
  }
}

/** The places of a text: its links and uploads, and the fields of its blocks. */
function inText(field: RichTextField): Named[] {
  const { resolvedFeatureMap } = editorOf(field).editorConfig;
  const featureProps = (key: string) => {
    const props: unknown = resolvedFeatureMap.get(key)?.sanitizedServerFeatureProps;
    if (!props) throw new Error(`The editor has no feature ${key}.`);
    return props;
  };
  const { fields } = featureProps('link') as { fields: FlattenedField[] };
  const { enabledCollectionSlugs } = featureProps('upload') as { enabledCollectionSlugs: string[] };
  const { blocks } = featureProps('blocks') as { blocks: BlockFields };
  const targets = fields.flatMap((one) => (one.type === 'relationship' ? one.relationTo : []));
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
