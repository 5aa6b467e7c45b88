import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type {
  CollectionBeforeOperationHook,
  Payload,
  SanitizedCollectionConfig,
  SanitizedGlobalConfig,
  Where,
} from 'payload';
import { hasRole } from '../../access/roles.ts';
import { database } from '../../database/transaction.ts';
import { listRelations } from '../references.ts';

/** Replaces a condition on the virtual field `unused` with a condition on the ids of the newest unused media. */
export const findUnused: CollectionBeforeOperationHook<'media'> = async ({ args, req, overrideAccess }) => {
  const { where } = args as { where?: Where };
  if (!where || !filtersByUse(where)) return args;
  // The access rule of the field refuses callers without this role.
  if (!overrideAccess && !hasRole(req.user, 'content-manager')) return args;
  const ids = await unusedMedia(req.payload);
  return { ...args, where: withIds(where, ids) };
};

const filtersByUse = (where: Where): boolean =>
  Object.entries(where).some(([key, value]) => key === 'unused' || (Array.isArray(value) && value.some(filtersByUse)));

function withIds(where: Where, ids: string[]): Where {
  const and = Object.entries(where).map(([key, value]): Where => {
    if (Array.isArray(value)) return { [key]: value.map((each) => withIds(each, ids)) };
    if (key !== 'unused') return { [key]: value };
    return { id: { [isTrue(value) ? 'in' : 'not_in']: ids } };
  });
  return and.length === 1 && and[0] ? and[0] : { and };
}

const isTrue = (condition: unknown): boolean => {
  const { equals, not_equals: not } = condition as { equals?: unknown; not_equals?: unknown };
  return equals === undefined ? String(not) !== 'true' : String(equals) === 'true';
};

/** Maximum number of unused media in the list. When staff have deleted some of them, the list shows the next ones. */
const MAX_UNUSED = 500;

type Tables = PostgresAdapter['tables'];

/**
 * Returns the ids of the newest media that nothing references: no global, no document, no latest version of a document, and no
 * rich text. A reference counts if it would also prevent the deletion of the media document. An index holds the ids that each rich text
 * mentions (`mentioned_ids`), so the cost grows only with the number of media.
 */
async function unusedMedia(payload: Payload): Promise<string[]> {
  const { collections, globals } = payload.config;
  const { tables } = payload.db as unknown as PostgresAdapter;
  const uses = [
    ...collections.filter(({ slug }) => !slug.startsWith('payload-')).flatMap((config) => usesIn(tables, config)),
    ...globals.flatMap((config) => usesIn(tables, config)),
  ];
  const { rows } = await database(payload).execute<{ id: string }>(sql`
    SELECT item.id FROM media AS item
    WHERE ${sql.join(
      uses.map((use) => sql`NOT EXISTS (${use})`),
      sql` AND `,
    )}
    ORDER BY item.created_at DESC LIMIT ${MAX_UNUSED}`);
  return rows.map(({ id }) => id);
}

/**
 * Returns the subqueries that find uses of a media document in a collection or global: one for each field that may reference the
 * document and, in a collection with drafts, one for each rich text. A collection with drafts needs these subqueries twice, for
 * the rows and for the newest versions.
 */
function usesIn(tables: Tables, config: SanitizedCollectionConfig | SanitizedGlobalConfig): SQL[] {
  const { fields, texts } = listRelations('media', config.flattenedFields);
  const table = config.slug.replaceAll('-', '_');
  const places = [
    { table, prefix: '', condition: sql`true` },
    ...(config.versions?.drafts ? [{ table: `_${table}_v`, prefix: 'version_', condition: sql`latest` }] : []),
  ];
  return places.flatMap((place) => [
    ...fields.map(({ path }) => useByField(tables, place, path)),
    ...(places.length > 1 ? texts.map((path) => useInText(tables, place, path)) : []),
  ]);
}

type Place = { table: string; prefix: string; condition: SQL };

function useByField(tables: Tables, { table, prefix, condition }: Place, path: string): SQL {
  const column = tables[table]?.[`${prefix}${path.replaceAll('.', '_')}`];
  if (column) {
    return sql`SELECT FROM ${sql.identifier(table)} WHERE ${sql.identifier(column.name)} = item.id AND ${condition}`;
  }
  // A `hasMany` field stores its ids in the table of relations.
  const relations = `${table}_rels`;
  if (!tables[relations]?.mediaID) throw new Error(`${table} has no column of ${path}.`);
  return sql`SELECT FROM ${sql.identifier(relations)} AS named JOIN ${sql.identifier(table)} AS owner ON owner.id = named.parent_id
    WHERE named.media_id = item.id AND ${condition}`;
}

function useInText(tables: Tables, { table, prefix, condition }: Place, path: string): SQL {
  const column = tables[table]?.[`${prefix}${path.replaceAll('.', '_')}`];
  if (!column) throw new Error(`${table} has no column of ${path}.`);
  return sql`SELECT FROM ${sql.identifier(table)}
    WHERE mentioned_ids(${sql.identifier(column.name)}) @> ARRAY[item.id] AND ${condition}`;
}
