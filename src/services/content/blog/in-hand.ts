import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { toDate } from '../../../dates.ts';
import { type Planned, plannedPosts } from './planned.ts';

export type PostInHand = { id: string; title: string; editedAt: Date; planned: Planned | null };

type Row = { id: string; title: string | null; editedAt: string };

/** Posts that editors are at: those with a next step on the schedule, the first to come first, and `most` drafts, the newest first. */
export async function postsInHand(
  payload: Payload,
  most: number,
): Promise<{ scheduled: PostInHand[]; drafts: PostInHand[] }> {
  const planned = await plannedPosts(payload);
  // The newest version has the title as it was last typed: the row itself is that of the first draft until it is published.
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT post.id, version_title AS title, version.updated_at AS "editedAt"
    FROM blogs AS post JOIN _blogs_v AS version ON version.parent_id = post.id AND latest
    CROSS JOIN LATERAL (SELECT post.id = ANY(${sql.param([...planned.keys()])}::uuid[])) AS one (is_planned)
    WHERE is_planned OR post._status = 'draft'
    ORDER BY is_planned DESC, version.updated_at DESC LIMIT ${planned.size + most}`);
  const posts = rows.map(({ id, title, editedAt }) => ({
    ...{ id, title: title || 'Untitled', editedAt: toDate(editedAt) },
    planned: planned.get(id) ?? null,
  }));
  const at = ({ planned: step }: PostInHand) => step?.at.getTime() ?? 0;
  return {
    scheduled: posts.filter((post) => post.planned !== null).sort((a, b) => at(a) - at(b)),
    drafts: posts.filter((post) => post.planned === null).slice(0, most),
  };
}
