import { Link } from '@payloadcms/ui';
import type { DeadJob, DeadJobs } from '../../services/operations/dead-jobs.ts';
import { londonMoment } from '../london-format.ts';
import type { DeskText } from '../strings/desk-text.ts';
import { Card } from '../widgets/card.tsx';
import { GiveUpButton } from './give-up-button.tsx';
import styles from './operations.module.css';
import { RetryButton } from './retry-button.tsx';

type Props = { text: DeskText; jobs: DeadJobs | null; admin: string; api: string };

/** The jobs that have given up, why, and buttons to try one or all again, or to give one up for good. */
export function DeadJobsCard({ text, jobs, admin, api }: Props) {
  return (
    <section id="dead-jobs" className={styles.section}>
      {/* The dashboard of the queues is no page of Next's. */}
      <Card title={text('operations:deadJobs')} note={<a href={`${admin}/queues`}>{text('operations:allQueues')}</a>}>
        {jobs === null && <p>{text('operations:jobsUnknown')}</p>}
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

function Row({ text, job, admin, api }: { text: DeskText; job: DeadJob; admin: string; api: string }) {
  const { queue, id, what, topic, eventId, attempts, reason, failedAt } = job;
  const about = topic ? text('operations:jobAbout', { what, topic }) : what;
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
          {text('operations:attempts', { at: londonMoment(failedAt), count: attempts, queue })}
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
