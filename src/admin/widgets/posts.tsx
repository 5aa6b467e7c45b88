import { Link } from '@payloadcms/ui';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { type PostInHand, postsInHand } from '../../services/content/blog/in-hand.ts';
import { plannedText } from '../blogs/planned-text.ts';
import { postLists } from '../lists/post-lists.ts';
import { queryNamed } from '../lists/ready-list.ts';
import { londonMoment } from '../london-format.ts';
import { type DeskText, deskText } from '../strings/desk-text.ts';
import { Card } from './card.tsx';
import { Column, Columns } from './column.tsx';
import styles from './posts.module.css';

const DRAFTS = 6;

/** What editors are at: posts that will appear by themselves, or did not, and drafts that wait for somebody. */
export async function Posts({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'content-manager')) return null;
  const text = deskText(i18n);
  const { scheduled, drafts } = await postsInHand(payload, DRAFTS);
  const posts = `${payload.config.routes.admin}/collections/blogs`;
  const all = queryNamed(postLists(), 'drafts');
  return (
    <Card title={text('home:posts')} note={<Link href={`${posts}/create`}>{text('home:writeOne')}</Link>}>
      <Columns>
        <Column title={text('home:scheduled')}>
          <List {...{ text, posts }} of={scheduled} none={text('home:noneScheduled')} />
        </Column>
        <Column title={text('home:drafts')} note={<Link href={`${posts}?${all}`}>{text('home:allDrafts')}</Link>}>
          <List {...{ text, posts }} of={drafts} none={text('home:noDrafts')} />
        </Column>
      </Columns>
    </Card>
  );
}

const List = ({ text, posts, of, none }: { text: DeskText; posts: string; of: PostInHand[]; none: string }) =>
  of.length === 0 ? (
    <p className={styles.none}>{none}</p>
  ) : (
    <ul className={styles.list}>
      {of.map(({ id, title, editedAt, planned }) => (
        <li key={id}>
          <Link className={styles.post} href={`${posts}/${id}`} prefetch={false}>
            <strong>{title}</strong>
            <span className={planned?.failure == null ? styles.when : styles.failed}>
              {planned ? plannedText(text, planned) : text('home:edited', { at: londonMoment(editedAt) })}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
