import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type {
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  CollectionBeforeDeleteHook,
  CollectionSlug,
  FlattenedField,
  GlobalSlug,
  PayloadRequest,
  SanitizedCollectionConfig,
  Where,
} from 'payload';
import { getCacheGenerations } from '../cache/cache-generations.ts';
import { afterCommit, transactionOf } from '../database/transaction.ts';
import { Problem } from '../lib/problem.ts';
import { announceProductsMentioning } from '../services/catalogue/index.ts';
import { announcePostsMentioning } from '../services/content/index.ts';
import { getPublicRowBefore, lockPublicRow } from './published-documents.ts';

/** A document that references another document: its kind in words, and its title. Globals have no title. */
export type DocumentUse = { kind: string; title?: string };

type Target = { collection: CollectionSlug; id: string };
type FoundDocument = { id: string } & Record<string, unknown>;

/**
 * Finds the documents that reference `target` in their row or in their newest version. Older versions are ignored.
 * @param limit the maximum number of documents per collection
 */
export async function findUses(req: PayloadRequest, target: Target, limit: number): Promise<DocumentUse[]> {
  const { collections, globals } = req.payload.config;
  const uses: DocumentUse[] = [];
  for (const config of collections) {
    if (config.slug.startsWith('payload-')) continue;
    const relations = listRelations(target.collection, config.flattenedFields);
    uses.push(...(await findUsesIn(req, config, relations, target, limit)));
  }
  for (const { slug, label, flattenedFields } of globals) {
    if (listRelations(target.collection, flattenedFields).fields.length === 0) continue;
    const values = await req.payload.findGlobal({ slug: slug as GlobalSlug, depth: 0, req });
    if (JSON.stringify(values).includes(target.id)) uses.push({ kind: String(label) });
  }
  return uses;
}

async function findUsesIn(
  req: PayloadRequest,
  config: SanitizedCollectionConfig,
  { fields, texts }: Relations,
  { collection, id }: Target,
  limit: number,
): Promise<DocumentUse[]> {
  const where: Where[] = fields.map(({ path, polymorphic }) => ({
    [polymorphic ? `${path}.value` : path]: { equals: id },
    ...(polymorphic && { [`${path}.relationTo`]: { equals: collection } }),
  }));
  // In rich text, only references to media count: the website omits the teaser of a deleted product, and a link to a deleted post
  // or product leads to the home page instead.
  const inText = collection === 'media' ? await findIdsInText(req, config, texts, id, limit) : [];
  if (inText.length > 0) where.push({ id: { in: inText } });
  if (where.length === 0) return [];
  const documentsById = new Map<string, FoundDocument>();
  for (const draft of config.versions?.drafts ? [false, true] : [false]) {
    const slug = config.slug as CollectionSlug;
    const { docs } = await req.payload.find({
      ...{ collection: slug, draft, trash: true, where: { or: where }, limit, depth: 0, pagination: false, req },
    });
    for (const doc of docs as unknown as FoundDocument[])
      if (!documentsById.has(doc.id)) documentsById.set(doc.id, doc);
  }
  const [kind, titleField] = [String(config.labels.singular).toLowerCase(), config.admin.useAsTitle ?? 'id'];
  return [...documentsById.values()].map((doc) => ({ kind, title: String(doc[titleField] ?? '') }));
}

/** Returns the ids of documents whose rich text contains `id`, in the row or in the newest version. */
async function findIdsInText(
  req: PayloadRequest,
  { slug, versions }: SanitizedCollectionConfig,
  texts: string[],
  id: string,
  limit: number,
): Promise<string[]> {
  if (texts.length === 0) return [];
  const { tables, tableNameMap } = req.payload.db as unknown as PostgresAdapter;
  const tx = await transactionOf(req);
  const table = tableNameMap.get(slug.replaceAll('-', '_')) ?? slug.replaceAll('-', '_');
  const containsId = (name: string, prefix: string) =>
    sql.join(
      texts.map((path) => sql`position(${id} IN ${toColumn(tables, name, `${prefix}${path}`)}::text) > 0`),
      sql` OR `,
    );
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM ${sql.identifier(table)} WHERE ${containsId(table, '')}
    ${versions?.drafts ? sql`UNION SELECT parent_id FROM ${sql.identifier(`_${table}_v`)} WHERE latest AND (${containsId(`_${table}_v`, 'version_')})` : sql``}
    LIMIT ${limit}`);
  return rows.map((row) => row.id);
}

function toColumn(tables: PostgresAdapter['tables'], table: string, path: string) {
  const definition = tables[table]?.[path.replaceAll('.', '_')];
  if (!definition) throw new Error(`${table} has no column of ${path}.`);
  return sql.identifier(definition.name);
}

/** `fields` are the query paths of fields that may reference a document; `texts` are the paths of rich texts. */
export type Relations = { fields: { path: string; polymorphic: boolean }[]; texts: string[] };

/**
 * Lists relationship and upload fields that may reference `target`, including those in groups, tabs and arrays, and all rich
 * texts.
 */
export function listRelations(target: CollectionSlug, fields: readonly FlattenedField[], prefix = ''): Relations {
  const relations: Relations = { fields: [], texts: [] };
  for (const field of fields) {
    const path = `${prefix}${field.name}`;
    if (field.type === 'richText') relations.texts.push(path);
    if ((field.type === 'relationship' || field.type === 'upload') && [field.relationTo].flat().includes(target)) {
      relations.fields.push({ path, polymorphic: Array.isArray(field.relationTo) });
    }
    if ('flattenedFields' in field) {
      const inner = listRelations(target, field.flattenedFields, `${path}.`);
      relations.fields.push(...inner.fields);
      relations.texts.push(...inner.texts);
    }
  }
  return relations;
}

const MAX_NAMED = 3;

/**
 * Refuses to delete a document that other documents reference, because these would lose the reference without notice. References
 * in drafts and in documents in the trash count too.
 */
export const refuseDeletingUsed: CollectionBeforeDeleteHook = async ({ id, collection, req }) => {
  const tx = await transactionOf(req);
  // A transaction that saves a reference holds a lock on this row. Once this statement has acquired the lock, the query below
  // finds that reference, and no other transaction can add one.
  await tx.execute(
    sql`SELECT 1 FROM ${sql.identifier(collection.slug.replaceAll('-', '_'))} WHERE id = ${String(id)} FOR UPDATE`,
  );
  const uses = await findUses(req, { collection: collection.slug as CollectionSlug, id: String(id) }, MAX_NAMED + 1);
  if (uses.length > 0) throw new Problem('invalid_state', `In use: ${describeUses(uses)}. Remove it there first.`);
};

const describeUse = ({ kind, title }: DocumentUse): string => {
  if (title === undefined) return kind;
  return title === '' ? `a ${kind} without a title` : `the ${kind} “${title}”`;
};

/** Describes documents in words, for example: the post “Spring news” and the product “Shaker”. */
function describeUses(uses: readonly DocumentUse[]): string {
  const named = uses.slice(0, MAX_NAMED).map(describeUse);
  if (uses.length > MAX_NAMED) return `${named.join(', ')} and others`;
  const last = named.pop();
  return named.length > 0 ? `${named.join(', ')} and ${last}` : String(last);
}

/**
 * Announces the posts and products whose text refers to a document, if the document appears or disappears, or if the data change
 * that the posts and products show of it, such as its address. Needs `rememberPublicRow` as a beforeChange or beforeDelete hook.
 */
export const announceMentions: CollectionAfterChangeHook & CollectionAfterDeleteHook = async ({
  doc,
  collection,
  req,
}) => {
  const before = await getPublicRowBefore(req, doc.id);
  const now = await lockPublicRow(req, collection.slug, doc.id);
  if ((before?.mention ?? null) === (now?.mention ?? null)) return doc;
  await announcePostsMentioning(req, doc.id);
  await announceProductsMentioning(req, sql`SELECT ${doc.id}::uuid`);
  return doc;
};

/**
 * Expires this process's caches after the commit, so that the process reads its own change at once. Other processes expire theirs
 * within a second.
 */
export const expireCaches: CollectionAfterChangeHook & CollectionAfterDeleteHook = async ({ req, doc }) => {
  await afterCommit(req, () => getCacheGenerations(req.payload).expire());
  return doc;
};
