import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import type { ContentTask } from '../../services/content/tasks/content-task.ts';
import { type TaskState, taskStates } from '../../services/content/tasks/task-states.ts';
import { londonMoment, londonTime } from '../london-format.ts';
import { Pill, type Tone } from '../pill.tsx';
import { Card } from './card.tsx';
import { Column, Columns } from './column.tsx';
import styles from './website.module.css';

const TITLES: Record<ContentTask, string> = { cdn: 'CDN', sitemap: 'Sitemap' };

/** Whether what was published has reached the CDN and the sitemap, and why not. */
export async function Website({ req: { payload, user } }: WidgetServerProps) {
  if (!hasRole(user, 'content-manager')) return null;
  return (
    <Card title="Website" note="what follows a change">
      <WebsiteTasks states={await taskStates(payload)} />
    </Card>
  );
}

/** Each task with how it stands. */
export const WebsiteTasks = ({ states }: { states: TaskState[] }) => (
  <Columns>
    {states.map((state) => (
      <Task key={state.task} {...state} />
    ))}
  </Columns>
);

function Task(state: TaskState) {
  const { task, open, last } = state;
  const [tone, label] = pillOf(state);
  return (
    <Column title={TITLES[task]} note={<Pill tone={tone}>{label}</Pill>}>
      <p className={styles.line}>
        {last ? `${londonMoment(last.doneAt)}: ${summaryOf(task, last.result)}` : 'Not yet.'}
      </p>
      {open?.error && (
        <p className={styles.reason}>
          Since {londonMoment(open.since)}, {open.attempts === 1 ? 'tried once' : `tried ${open.attempts} times`}:{' '}
          {open.error}. Next attempt at {londonTime(open.nextAttemptAt)}.
        </p>
      )}
    </Column>
  );
}

function pillOf({ open, waiting, last }: TaskState): [Tone, string] {
  if (open?.error) return ['red', 'Failing'];
  if (open) return ['blue', 'Running'];
  if (waiting) return ['amber', 'Waiting'];
  return last ? ['green', 'Up to date'] : ['grey', 'None yet'];
}

function summaryOf(task: ContentTask, result: Record<string, unknown>): string {
  if (task === 'sitemap') return `${result.urls} pages`;
  const paths = [result.paths].flat().join(', ');
  return result.invalidationId ? `${paths} (${result.invalidationId})` : `${paths}; no CDN is configured`;
}
