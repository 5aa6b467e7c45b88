import { Link } from '@payloadcms/ui';
import type { DeadJob, DeadJobs } from '../../services/operations/dead-jobs.ts';
import { londonMoment } from '../london-format.ts';
import { Card } from '../widgets/card.tsx';
import { GiveUpButton } from './give-up-button.tsx';
import styles from './operations.module.css';
import { RetryButton } from './retry-button.tsx';

type Props = { jobs: DeadJobs | null; admin: string; api: string };

/** The jobs that have given up, why, and buttons to try one or all again, or to give one up for good. */
export function DeadJobsCard({ jobs, admin, api }: Props) {
  return (
    <section id="dead-jobs" className={styles.section}>
      {/* The dashboard of the queues is no page of Next's. */}
      <Card title="Dead jobs" note={<a href={`${admin}/queues`}>All queues</a>}>
        {jobs === null && <p>Redis is away: nothing can be told of the queues.</p>}
        {jobs?.count === 0 && <p>None. A job that has failed 60 times over nine hours would stand here.</p>}
        {jobs !== null && jobs.count > 0 && (
          <>
            <RetryButton url={`${api}/v1/operations/dead-jobs/retry`}>
              {jobs.count === 1 ? 'Try it again' : `Try all ${jobs.count} again`}
            </RetryButton>
            <ul className={styles.rows}>
              {jobs.newest.map((job) => (
                <Row key={`${job.queue} ${job.id}`} job={job} admin={admin} api={api} />
              ))}
            </ul>
          </>
        )}
      </Card>
    </section>
  );
}

function Row({ job, admin, api }: { job: DeadJob; admin: string; api: string }) {
  const { queue, id, what, topic, eventId, attempts, reason, failedAt } = job;
  const about = topic ? `${what} of ${topic}` : what;
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
          {londonMoment(failedAt)}, {attempts} {attempts === 1 ? 'attempt' : 'attempts'}, queue {queue}
        </p>
      </div>
      <div className={styles.links}>
        <RetryButton url={`${url}/retry`} about={about}>
          Try again
        </RetryButton>
        <GiveUpButton url={`${url}/give-up`} about={about} />
      </div>
    </li>
  );
}
