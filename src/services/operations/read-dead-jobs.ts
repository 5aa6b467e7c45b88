import type { Job } from 'bullmq';
import type { CollectionSlug, Payload } from 'payload';
import { getProducerQueue, QUEUE_NAMES, type QueueName } from '../../events/queues.ts';
import { type EventSubject, readEventSubjects } from '../../events/read-events.ts';

export { QUEUE_NAMES };

/** The label of each job for staff. The key is the subscriber of the event, or the name of a job without an event. */
const WORDS: Record<string, string> = {
  'welcome-email': 'Welcome e-mail',
  'password-changed': 'E-mail about a new password',
  'email-change-code': 'E-mail with the code for a new address',
  'email-change-notice': 'E-mail about a change of address',
  'one-time-code': 'E-mail with a one-time code',
  'staff-invitation': 'Invitation e-mail to a member of staff',
  'staff-password-reset': 'Password reset e-mail to a member of staff',
  'booking-confirmation': 'E-mail about a new booking',
  'booking-rescheduled': 'E-mail about a moved booking',
  'booking-cancelled': 'E-mail about a cancelled booking',
  'booking-confirmed': 'E-mail about a confirmed booking',
  'booking-reinstated': 'E-mail about a reinstated booking',
  'booking-sent-again': 'Booking e-mail, sent again by staff',
  'booking-email-changed': 'Booking e-mail to a corrected address',
  'booking-reminder': 'Reminder e-mail',
  'internal-booking-alert': 'Alert to the team about a booking',
  'internal-dual-booking-alert-kitchen': 'Alert to the kitchen team about a booking',
  'internal-dual-booking-alert-bedroom': 'Alert to the bedroom team about a booking',
  'brochure-delivery': 'E-mail with the brochure',
  'payment-receipt': 'Receipt e-mail',
  'payment-failed': 'E-mail about a failed payment',
  'payment-refunded': 'Refund e-mail',
  'payment-refund-failed': 'E-mail about a failed refund',
  'internal-refund-failed': 'Alert to the sales team about a failed refund',
  'internal-payment-disputed': 'Alert to the sales team about a dispute',
  loyalty: 'Loyalty points',
  analytics: 'Analytics',
  cdn: 'Update of the CDN',
  sitemap: 'Update of the sitemap',
  'content-task': 'Update of the website',
  'content-tasks': 'Update of the website',
  'generate-slots': 'Generating slots',
  remind: 'Finding reminders that are due',
  'expire-orders': 'Cancelling unpaid orders',
  'cancel-intents': 'Cancelling payments at Stripe',
  'reconcile-payments': 'Comparing payments with Stripe',
  'catch-up-webhooks': 'Fetching missed events from Stripe',
  'make-invoice-pdfs': 'Creating invoice PDFs',
  reconcile: 'Finding events that were not processed',
  'remove-old-sitemaps': 'Removing old sitemaps',
  'tracking-partitions': 'Preparing storage for analytics',
  'expire-tracking': 'Removing old analytics events',
  'compact-counts': 'Compacting analytics counts',
  'count-funnels': 'Counting funnels',
  'rebuild-analytics': 'Rebuilding analytics counts',
  'forget-idempotency-keys': 'Removing old idempotency keys',
  'expire-personal-data': 'Removing old personal data',
  'delete-expired-tokens': 'Removing expired sessions',
  'announce-product-news': 'Announcing product changes',
  'delete-expired-reset-links': 'Removing expired links',
  'delete-ended-staff-sessions': 'Removing ended sessions of staff',
  'delete-used-codes': 'Removing used codes',
  'delete-old-price-changes': 'Removing records of old price lists',
  'sweep-abandoned-files': 'Removing orphaned files',
};

/** Returns the label of a job for staff. The name of a job that this release does not know is returned unchanged. */
export const jobInWords = (name: string): string => WORDS[name] ?? name;

const COLLECTIONS: Record<EventSubject['field'], CollectionSlug> = {
  orderId: 'orders',
  bookingId: 'bookings',
  brochureRequestId: 'brochure-requests',
  blogId: 'blogs',
  productId: 'products',
  userId: 'customers',
};

/**
 * Adds to each dead job the title of the order, booking, customer or other document that the job is about; null if the job is
 * about no document, or if the document was deleted.
 */
export async function withSubjects(payload: Payload, jobs: readonly DeadJob[]): Promise<DeadJob[]> {
  const subjects = await readEventSubjects(
    payload,
    jobs.flatMap(({ eventId }) => eventId ?? []),
  );
  const titles = await readTitles(payload, [...subjects.values()]);
  return jobs.map((job) => {
    const subject = subjects.get(job.eventId ?? '');
    return { ...job, about: (subject && titles.get(subject.id)) ?? null };
  });
}

async function readTitles(payload: Payload, subjects: readonly EventSubject[]): Promise<Map<string, string>> {
  const fields = [...new Set(subjects.map(({ field }) => field))];
  const found = await Promise.all(
    fields.map(async (field): Promise<[string, string][]> => {
      const collection = COLLECTIONS[field];
      const title = payload.collections[collection].config.admin.useAsTitle ?? 'id';
      const ids = subjects.filter((subject) => subject.field === field).map(({ id }) => id);
      const { docs } = await payload.find({
        ...{ collection, where: { id: { in: ids } }, draft: false, depth: 0, pagination: false, trash: true },
      });
      return (docs as unknown as Record<string, unknown>[]).flatMap((doc): [string, string][] =>
        typeof doc[title] === 'string' ? [[String(doc.id), doc[title]]] : [],
      );
    }),
  );
  return new Map(found.flat());
}

/** A dead job for display: without its data, but with the title of the document that it is about. */
export type DeadJob = {
  queue: QueueName;
  id: string;
  /** The subscriber of the job's event, or the name of a job without an event. */
  name: string;
  topic: string | null;
  eventId: string | null;
  /** The title of the document that the job is about, such as an order or a customer; null if there is no such document. */
  about: string | null;
  attempts: number;
  /** The error of the last attempt, from which handle-job.ts has removed e-mail addresses and query parameters. */
  reason: string;
  failedAt: Date;
};

export type DeadJobs = { count: number; newest: DeadJob[] };

const MAX_SHOWN_PER_QUEUE = 20;

/** Counts the dead jobs of all queues and reads the newest dead jobs of each queue. @throws Error if Redis is unreachable */
export async function readDeadJobs(payload: Payload): Promise<DeadJobs> {
  const queues = await Promise.all(
    QUEUE_NAMES.map(async (name) => {
      const queue = await getProducerQueue(payload, name);
      const [count, jobs] = await Promise.all([queue.getFailedCount(), queue.getFailed(0, MAX_SHOWN_PER_QUEUE - 1)]);
      return { count, jobs: jobs.filter(Boolean).map((job) => toDeadJob(name, job)) };
    }),
  );
  return {
    count: queues.reduce((sum, { count }) => sum + count, 0),
    newest: await withSubjects(
      payload,
      queues.flatMap(({ jobs }) => jobs).sort((a, b) => b.failedAt.getTime() - a.failedAt.getTime()),
    ),
  };
}

/** Counts the dead jobs of all queues. @throws Error if Redis is unreachable */
export async function countDeadJobs(payload: Payload): Promise<number> {
  const counts = await Promise.all(
    QUEUE_NAMES.map(async (name) => (await getProducerQueue(payload, name)).getFailedCount()),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Converts a job for display. Of the job's data, only the subscriber, the topic and the event's id are copied. */
export function toDeadJob(
  queue: QueueName,
  { id = '', name: jobName, data, attemptsMade, failedReason, finishedOn = 0 }: Job,
): DeadJob {
  const { subscriber = jobName, topic = null, eventId = null } = data as Partial<Record<string, string>>;
  return {
    queue,
    id,
    name: subscriber,
    topic,
    eventId,
    about: null,
    attempts: attemptsMade,
    reason: failedReason,
    failedAt: new Date(finishedOn),
  };
}
