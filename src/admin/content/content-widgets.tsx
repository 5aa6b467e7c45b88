import { Link } from '@payloadcms/ui';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { listPostsInProgress, type PostInProgress } from '../../services/content/blog/dashboard.ts';
import { type ContentTask, readTaskStates, type TaskState } from '../../services/content/publishing/task-runs.ts';
import { findPresetQuery } from '../shared/create-list-preset.ts';
import { Card, Column, Columns, Pill, type Tone } from '../shared/elements.tsx';
import { formatLondonDateTime, formatLondonTime, formatScheduledStep } from '../shared/format.ts';
import { postPresets } from '../shared/preset-definitions.ts';
import { type AdminText, adminText, type PlainKey } from '../strings/admin-text.ts';
import styles from './content.module.css';

const DRAFTS = 6;

/** For editors: the scheduled posts, the posts whose schedule failed, and the unfinished drafts. */
export async function PostsCard({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'content-manager')) return null;
  const text = adminText(i18n);
  const { scheduled, drafts } = await listPostsInProgress(payload, DRAFTS);
  const posts = `${payload.config.routes.admin}/collections/blogs`;
  const all = findPresetQuery(postPresets(), 'drafts');
  return (
    <Card
      title={text('home:posts')}
      note={
        <Link href={`${posts}/create`} prefetch={false}>
          {text('home:writeOne')}
        </Link>
      }
    >
      <Columns>
        <Column title={text('home:scheduled')}>
          <List {...{ text, posts }} of={scheduled} none={text('home:noneScheduled')} />
        </Column>
        <Column
          title={text('home:drafts')}
          note={
            <Link href={`${posts}?${all}`} prefetch={false}>
              {text('home:allDrafts')}
            </Link>
          }
        >
          <List {...{ text, posts }} of={drafts} none={text('home:noDrafts')} />
        </Column>
      </Columns>
    </Card>
  );
}

const List = ({ text, posts, of, none }: { text: AdminText; posts: string; of: PostInProgress[]; none: string }) =>
  of.length === 0 ? (
    <p className={styles.none}>{none}</p>
  ) : (
    <ul className={styles.list}>
      {of.map(({ id, title, editedAt, planned }) => (
        <li key={id}>
          <Link className={styles.post} href={`${posts}/${id}`} prefetch={false}>
            <strong>{title}</strong>
            <span className={planned?.failure == null ? styles.when : styles.failed}>
              {planned
                ? formatScheduledStep(text, planned)
                : text('home:edited', { at: formatLondonDateTime(editedAt) })}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );

const TITLES = { cdn: 'home:cdn', sitemap: 'home:sitemap' } as const satisfies Record<ContentTask, string>;

/** For admins: whether published changes have reached the CDN and the sitemap, or why not. */
export async function WebsiteCard({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user)) return null;
  const text = adminText(i18n);
  return (
    <Card title={text('home:website')} note={text('home:afterChange')}>
      <WebsiteTasks text={text} states={await readTaskStates(payload)} />
    </Card>
  );
}

/** The state of each content task. */
export const WebsiteTasks = ({ text, states }: { text: AdminText; states: TaskState[] }) => (
  <Columns>
    {states.map((state) => (
      <Task key={state.task} text={text} state={state} />
    ))}
  </Columns>
);

function Task({ text, state }: { text: AdminText; state: TaskState }) {
  const { task, open, last } = state;
  const [tone, label] = toPill(state);
  return (
    <Column title={text(TITLES[task])} note={<Pill tone={tone}>{text(label)}</Pill>}>
      <p className={styles.line}>
        {last
          ? `${formatLondonDateTime(last.doneAt)}: ${summariseResult(text, task, last.result)}`
          : text('home:notYet')}
      </p>
      {open?.error && (
        <p className={styles.reason}>
          {text('home:failingSince', {
            ...{ since: formatLondonDateTime(open.since), count: open.attempts, error: open.error },
            next: formatLondonTime(open.nextAttemptAt),
          })}
        </p>
      )}
    </Column>
  );
}

function toPill({ open, waiting, last }: TaskState): [Tone, PlainKey] {
  if (open?.error) return ['red', 'home:taskFailing'];
  if (open) return ['blue', 'home:taskRunning'];
  if (waiting) return ['amber', 'home:taskWaiting'];
  return last ? ['green', 'home:taskDone'] : ['grey', 'home:taskNone'];
}

function summariseResult(text: AdminText, task: ContentTask, result: Record<string, unknown>): string {
  if (task === 'sitemap') return text('home:pages', { count: Number(result.urls) });
  const paths = [result.paths].flat().join(', ');
  return result.invalidationId ? `${paths} (${result.invalidationId})` : text('home:noCdn', { paths });
}
