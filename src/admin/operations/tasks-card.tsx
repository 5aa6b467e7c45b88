import type { TaskState } from '../../services/content/tasks/task-states.ts';
import { Card } from '../widgets/card.tsx';
import { WebsiteTasks } from '../widgets/website.tsx';
import styles from './operations.module.css';

/** How the CDN and the sitemap stand. */
export const TasksCard = ({ tasks }: { tasks: TaskState[] }) => (
  <section id="tasks" className={styles.section}>
    <Card title="CDN and sitemap">
      <WebsiteTasks states={tasks} />
    </Card>
  </section>
);
