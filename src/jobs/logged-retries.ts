import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { Job, Queue } from 'bullmq';

/** Called before a job is retried. */
type Note = (job: Job) => Promise<void>;

/** A queue of the dashboard that notes each job before it is retried, whichever button it was. */
export class LoggedRetries extends BullMQAdapter {
  readonly note: Note;

  constructor(queue: Queue, note: Note) {
    super(queue);
    this.note = note;
  }

  override async getJob(id: string): Promise<Job | undefined> {
    const job = await super.getJob(id);
    return job && this.noting(job);
  }

  override async getJobs(...asked: Parameters<BullMQAdapter['getJobs']>): Promise<Job[]> {
    return (await super.getJobs(...asked)).map((job) => this.noting(job));
  }

  private noting(job: Job): Job {
    const retry = job.retry.bind(job);
    return Object.assign(job, {
      retry: async (...asked: Parameters<Job['retry']>) => {
        await this.note(job);
        await retry(...asked);
      },
    });
  }
}
