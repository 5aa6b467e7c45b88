import type { TaskState } from '../../services/content/tasks/task-states.ts';
import type { DeskText } from '../strings/desk-text.ts';
import { Card } from '../widgets/card.tsx';
import { WebsiteTasks } from '../widgets/website.tsx';
import styles from './operations.module.css';

/** How the CDN and the sitemap stand. */
export const TasksCard = ({ text, tasks }: { text: DeskText; tasks: TaskState[] }) => (
  <section id="tasks" className={styles.section}>
    <Card title={text('operations:tasks')}>
      <WebsiteTasks text={text} states={tasks} />
    </Card>
  </section>
);
