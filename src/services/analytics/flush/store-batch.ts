import type { Payload } from 'payload';
import { withTransaction } from '../../../database/transaction.ts';
import { livingCustomers } from '../../identity/living-customers.ts';
import { recordEvents } from '../record-events.ts';
import type { TrackingEvent } from '../tracking-event.ts';
import { poisonReason } from './poison-reason.ts';
import { type BufferedEvent, readEvent } from './read-event.ts';
import { setAside } from './set-aside.ts';

/**
 * Stores events, in one transaction if none of them is poison. Else the batch is halved until each that
 * cannot be stored is alone, and that is set aside with the reason. When this resolves, all are stored or set aside.
 * @throws what is not the fault of an event: then it is to be done again, which changes nothing that is done.
 */
export async function storeBatch(payload: Payload, buffered: readonly BufferedEvent[]): Promise<void> {
  try {
    await storeTogether(payload, buffered);
  } catch (error) {
    const reason = poisonReason(error);
    if (reason === undefined) throw error;
    const [first] = buffered;
    if (first && buffered.length === 1) return setAside(payload, first, reason);
    const middle = Math.ceil(buffered.length / 2);
    await storeBatch(payload, buffered.slice(0, middle));
    await storeBatch(payload, buffered.slice(middle));
  }
}

async function storeTogether(payload: Payload, buffered: readonly BufferedEvent[]): Promise<void> {
  const events = buffered.map(({ json }) => readEvent(json));
  const customers = new Set(events.flatMap(({ userId }) => userId ?? []));
  await withTransaction(payload, async (req) => {
    const living = await livingCustomers(req, [...customers]);
    const kept = living.size === customers.size ? events : events.map((event) => unlinkErased(event, living));
    await recordEvents(req, kept);
  });
}

/** What waited here while its customer was erased is nobody's by now, as what was stored already is. */
function unlinkErased(event: TrackingEvent, living: ReadonlySet<string>): TrackingEvent {
  if (event.userId === null || living.has(event.userId)) return event;
  const { category, properties, pageUrl, referrer } = event;
  return {
    ...event,
    ...{ userId: null, sessionId: null, ipPrefix: null, properties: category === null ? {} : properties },
    ...{ pageUrl: withoutQuery(pageUrl), referrer: withoutQuery(referrer) },
  };
}

const withoutQuery = (address: string | null) => address?.split('?', 1)[0] ?? null;
