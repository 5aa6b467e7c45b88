import { Link } from '@payloadcms/ui';
import type { TaskState } from '../../services/content/index.ts';
import { topicInWords } from '../../services/history/index.ts';
import type { Overview } from '../../services/operations/dashboard.ts';
import { type DeadJob, type DeadJobs, jobInWords } from '../../services/operations/read-dead-jobs.ts';
import { WebsiteTasks } from '../content/content-widgets.tsx';
import { Card } from '../shared/elements.tsx';
import { formatLondonDateTime } from '../shared/format.ts';
import type { AdminText } from '../strings/admin-text.ts';
import { GiveUpButton, RefreshUntilKnown, RetryButton } from './job-buttons.tsx';
import styles from './operations.module.css';

type Props = { text: AdminText; jobs: DeadJobs | null; admin: string; api: string };

/** The dead jobs with their errors, and buttons that retry one or all jobs, or discard one. */
export function DeadJobsCard({ text, jobs, admin, api }: Props) {
  return (
    <section id="dead-jobs" className={styles.section}>
      {/* A plain link, because the dashboard of the queues is not a Next page. */}
      <Card title={text('operations:deadJobs')} note={<a href={`${admin}/queues`}>{text('operations:allQueues')}</a>}>
        {jobs === null && (
          <>
            <p>{text('operations:jobsUnknown')}</p>
            <RefreshUntilKnown />
          </>
        )}
        {jobs?.count === 0 && <p>{text('operations:noDeadJobs')}</p>}
        {jobs !== null && jobs.count > 0 && (
          <>
            <RetryButton url={`${api}/v1/operations/dead-jobs/retry`}>
              {text('operations:retryAll', { count: jobs.count })}
            </RetryButton>
            <ul className={styles.rows}>
              {jobs.newest.map((job) => (
                <Row key={`${job.queue} ${job.id}`} {...{ text, job, admin, api }} />
              ))}
            </ul>
          </>
        )}
      </Card>
    </section>
  );
}

/**
 * The title of a job with its subject, as in "Receipt e-mail: LW-2026-000012, Ada Lovelace". If the job is not about a document
 * or person, the topic of its event is the subject.
 */
function formatJobTitle(text: AdminText, { name, topic, about }: DeadJob): string {
  const event = about ?? (topic ? topicInWords(topic) : null);
  return event ? text('operations:jobAbout', { name: jobInWords(name), about: event }) : jobInWords(name);
}

function Row({ text, job, admin, api }: { text: AdminText; job: DeadJob; admin: string; api: string }) {
  const { queue, id, eventId, attempts, reason, failedAt } = job;
  const about = formatJobTitle(text, job);
  const url = `${api}/v1/operations/queues/${queue}/jobs/${encodeURIComponent(id)}`;
  return (
    <li className={styles.row}>
      <div>
        {eventId ? (
          <Link href={`${admin}/collections/domain-events/${eventId}`} prefetch={false}>
            {about}
          </Link>
        ) : (
          <strong>{about}</strong>
        )}
        <p className={styles.reason}>{reason}</p>
        <p className={styles.small}>
          {text('operations:attempts', { at: formatLondonDateTime(failedAt), count: attempts, queue })}
        </p>
      </div>
      <div className={styles.links}>
        <RetryButton url={`${url}/retry`} about={about}>
          {text('operations:retry')}
        </RetryButton>
        <GiveUpButton url={`${url}/give-up`} about={about} />
      </div>
    </li>
  );
}

type UnknownTopicsCardProps = { text: AdminText; topics: Overview['unknownTopics']; api: string };

/**
 * Pending events whose topics only a newer release knows: a rollback leaves such events behind. Renders nothing if there are
 * none.
 */
export function UnknownTopicsCard({ text, topics, api }: UnknownTopicsCardProps) {
  if (topics.length === 0) return null;
  return (
    <section id="unknown-topics" className={styles.section}>
      <Card title={text('operations:unknownTopics')}>
        <p>{text('operations:unknownTopicsMean')}</p>
        <ul className={styles.rows}>
          {topics.map(({ topic, events }) => (
            <li key={topic} className={styles.row}>
              <div>
                <strong>{topic}</strong>
                <p className={styles.small}>{text('operations:eventsWait', { count: events })}</p>
              </div>
              <div className={styles.links}>
                <GiveUpButton url={`${api}/v1/operations/topics/${encodeURIComponent(topic)}/give-up`} about={topic} />
              </div>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

/** The state of the content tasks: CDN and sitemap. */
export const TasksCard = ({ text, tasks }: { text: AdminText; tasks: TaskState[] }) => (
  <section id="tasks" className={styles.section}>
    <Card title={text('operations:tasks')}>
      <WebsiteTasks text={text} states={tasks} />
    </Card>
  </section>
);
