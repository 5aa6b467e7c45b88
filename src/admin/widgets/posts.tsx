import { Link } from '@payloadcms/ui';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { type PostInHand, postsInHand } from '../../services/content/blog/in-hand.ts';
import { plannedText } from '../blogs/planned-posts.ts';
import { postLists } from '../lists/post-lists.ts';
import { londonMoment } from '../london-format.ts';
import { Card } from './card.tsx';
import { Column, Columns } from './column.tsx';
import styles from './posts.module.css';

const DRAFTS = 6;

/** What editors are at: posts that will appear by themselves, or did not, and drafts that wait for somebody. */
export async function Posts({ req: { payload, user } }: WidgetServerProps) {
  if (!hasRole(user, 'content-manager')) return null;
  const { scheduled, drafts } = await postsInHand(payload, DRAFTS);
  const posts = `${payload.config.routes.admin}/collections/blogs`;
  const all = postLists().find(({ label }) => label === 'Drafts')?.query;
  return (
    <Card title="Posts" note={<Link href={`${posts}/create`}>Write one →</Link>}>
      <Columns>
        <Column title="Scheduled">
          <List {...{ posts }} of={scheduled} none="Nothing. A draft is scheduled beside its button to publish." />
        </Column>
        <Column title="Drafts" note={<Link href={`${posts}?${all}`}>All drafts →</Link>}>
          <List {...{ posts }} of={drafts} none="No draft waits." />
        </Column>
      </Columns>
    </Card>
  );
}

const List = ({ posts, of, none }: { posts: string; of: PostInHand[]; none: string }) =>
  of.length === 0 ? (
    <p className={styles.none}>{none}</p>
  ) : (
    <ul className={styles.list}>
      {of.map(({ id, title, editedAt, planned }) => (
        <li key={id}>
          <Link className={styles.post} href={`${posts}/${id}`} prefetch={false}>
            <strong>{title}</strong>
            <span className={planned?.failure == null ? styles.when : styles.failed}>
              {planned ? plannedText(planned) : `Edited ${londonMoment(editedAt)}`}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
