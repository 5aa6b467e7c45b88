import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionSlug, GlobalSlug, PayloadRequest, SanitizedCollectionConfig, Where } from 'payload';
import { sessionOf } from '../../database/transaction.ts';
import { type Relations, relationsTo } from './relations.ts';

/** A document that names another: its kind in words, and its title; settings have none. */
export type Use = { kind: string; title?: string };

type Target = { collection: CollectionSlug; id: string };
type Found = { id: string } & Record<string, unknown>;

/**
 * The documents that name `target` now: as the website shows them, and in what was begun on them. Older versions do not count.
 * @param limit how many to look for in each collection
 */
export async function findUses(req: PayloadRequest, target: Target, limit: number): Promise<Use[]> {
  const { collections, globals } = req.payload.config;
  const uses: Use[] = [];
  for (const config of collections) {
    if (config.slug.startsWith('payload-')) continue;
    const relations = relationsTo(target.collection, config.flattenedFields);
    uses.push(...(await usesIn(req, config, relations, target, limit)));
  }
  for (const { slug, label, flattenedFields } of globals) {
    if (relationsTo(target.collection, flattenedFields).fields.length === 0) continue;
    const values = await req.payload.findGlobal({ slug: slug as GlobalSlug, depth: 0, req });
    if (JSON.stringify(values).includes(target.id)) uses.push({ kind: String(label) });
  }
  return uses;
}

async function usesIn(
  req: PayloadRequest,
  config: SanitizedCollectionConfig,
  { fields, texts }: Relations,
  { collection, id }: Target,
  limit: number,
): Promise<Use[]> {
  const where: Where[] = fields.map(({ path, polymorphic }) => ({
    [polymorphic ? `${path}.value` : path]: { equals: id },
    ...(polymorphic && { [`${path}.relationTo`]: { equals: collection } }),
  }));
  // Texts show pictures, and lead to posts and products: the website leaves out those that are gone.
  const inText = collection === 'media' ? await idsByText(req, config, texts, id, limit) : [];
  if (inText.length > 0) where.push({ id: { in: inText } });
  if (where.length === 0) return [];
  const found = new Map<string, Found>();
  for (const draft of config.versions?.drafts ? [false, true] : [false]) {
    const slug = config.slug as CollectionSlug;
    const { docs } = await req.payload.find({
      ...{ collection: slug, draft, trash: true, where: { or: where }, limit, depth: 0, pagination: false, req },
    });
    for (const doc of docs as unknown as Found[]) if (!found.has(doc.id)) found.set(doc.id, doc);
  }
  const [kind, titleField] = [String(config.labels.singular).toLowerCase(), config.admin.useAsTitle ?? 'id'];
  return [...found.values()].map((doc) => ({ kind, title: String(doc[titleField] ?? '') || 'Untitled' }));
}

/** The documents of which a text holds `id`, in the row or in the newest version. */
async function idsByText(
  req: PayloadRequest,
  { slug, versions }: SanitizedCollectionConfig,
  texts: string[],
  id: string,
  limit: number,
): Promise<string[]> {
  if (texts.length === 0) return [];
  const { tables, tableNameMap } = req.payload.db as unknown as PostgresAdapter;
  const tx = await sessionOf(req);
  const table = tableNameMap.get(slug.replaceAll('-', '_')) ?? slug.replaceAll('-', '_');
  const holds = (name: string, prefix: string) =>
    sql.join(
      texts.map((path) => sql`position(${id} IN ${column(tables, name, `${prefix}${path}`)}::text) > 0`),
      sql` OR `,
    );
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM ${sql.identifier(table)} WHERE ${holds(table, '')}
    ${versions?.drafts ? sql`UNION SELECT parent_id FROM ${sql.identifier(`_${table}_v`)} WHERE latest AND (${holds(`_${table}_v`, 'version_')})` : sql``}
    LIMIT ${limit}`);
  return rows.map((row) => row.id);
}

function column(tables: PostgresAdapter['tables'], table: string, path: string) {
  const found = tables[table]?.[path.replaceAll('.', '_')];
  if (!found) throw new Error(`${table} has no column of ${path}.`);
  return sql.identifier(found.name);
}
