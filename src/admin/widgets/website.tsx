import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import type { ContentTask } from '../../services/content/tasks/content-task.ts';
import { type TaskState, taskStates } from '../../services/content/tasks/task-states.ts';
import { londonMoment, londonTime } from '../london-format.ts';
import { Pill, type Tone } from '../pill.tsx';
import { type DeskText, deskText, type PlainKey } from '../strings/desk-text.ts';
import { Card } from './card.tsx';
import { Column, Columns } from './column.tsx';
import styles from './website.module.css';

const TITLES = { cdn: 'home:cdn', sitemap: 'home:sitemap' } as const satisfies Record<ContentTask, string>;

/** Whether what was published has reached the CDN and the sitemap, and why not. */
export async function Website({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'content-manager')) return null;
  const text = deskText(i18n);
  return (
    <Card title={text('home:website')} note={text('home:afterChange')}>
      <WebsiteTasks text={text} states={await taskStates(payload)} />
    </Card>
  );
}

/** Each task with how it stands. */
export const WebsiteTasks = ({ text, states }: { text: DeskText; states: TaskState[] }) => (
  <Columns>
    {states.map((state) => (
      <Task key={state.task} text={text} state={state} />
    ))}
  </Columns>
);

function Task({ text, state }: { text: DeskText; state: TaskState }) {
  const { task, open, last } = state;
  const [tone, label] = pillOf(state);
  return (
    <Column title={text(TITLES[task])} note={<Pill tone={tone}>{text(label)}</Pill>}>
      <p className={styles.line}>
        {last ? `${londonMoment(last.doneAt)}: ${summaryOf(text, task, last.result)}` : text('home:notYet')}
      </p>
      {open?.error && (
        <p className={styles.reason}>
          {text('home:failingSince', {
            ...{ since: londonMoment(open.since), count: open.attempts, error: open.error },
            next: londonTime(open.nextAttemptAt),
          })}
        </p>
      )}
    </Column>
  );
}

function pillOf({ open, waiting, last }: TaskState): [Tone, PlainKey] {
  if (open?.error) return ['red', 'home:taskFailing'];
  if (open) return ['blue', 'home:taskRunning'];
  if (waiting) return ['amber', 'home:taskWaiting'];
  return last ? ['green', 'home:taskDone'] : ['grey', 'home:taskNone'];
}

function summaryOf(text: DeskText, task: ContentTask, result: Record<string, unknown>): string {
  if (task === 'sitemap') return text('home:pages', { count: Number(result.urls) });
  const paths = [result.paths].flat().join(', ');
  return result.invalidationId ? `${paths} (${result.invalidationId})` : text('home:noCdn', { paths });
}
