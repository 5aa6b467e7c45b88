import { sql } from '@payloadcms/db-postgres/drizzle';
import { sessionOf, type Transactional } from '../../../database/transaction.ts';
import { Problem } from '../../../problem.ts';

type State = {
  /** Whether the public sees a version of it. */
  published: boolean;
  /** What its newest version is. */
  newest: 'DRAFT' | 'PUBLISHED';
};

/** Locks a post until the transaction of `req` ends. @throws Problem not_found. */
export async function lockPost(req: Transactional, id: string): Promise<State> {
  const tx = await sessionOf(req);
  const locked = await tx.execute<{ published: boolean }>(
    sql`SELECT _status = 'published' AS published FROM blogs WHERE id = ${id} FOR UPDATE`,
  );
  const [post] = locked.rows;
  if (!post) throw new Problem('not_found', 'There is no such post.');
  const versions = await tx.execute<{ status: string }>(
    sql`SELECT version__status::text AS status FROM _blogs_v WHERE parent_id = ${id} AND latest LIMIT 1`,
  );
  const newest = versions.rows[0]?.status === 'published' ? 'PUBLISHED' : 'DRAFT';
  return { published: post.published, newest };
}
