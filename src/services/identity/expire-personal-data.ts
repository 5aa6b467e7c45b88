import type { Payload } from 'payload';
import { withTransaction } from '../../database/transaction.ts';
import { expireEvents } from '../../events/expire-events.ts';
import { expireBookings } from '../appointments/expire-bookings.ts';
import { expireRequests } from '../brochures/expire-requests.ts';
import { logChange } from '../history/log-change.ts';
import { type Retention, retention } from '../settings/retention.ts';
import { removeUnverifiedAccounts } from './unverified-accounts.ts';

type Kind = { label: string; period: keyof Retention; expire: (payload: Payload, period: number) => Promise<number> };

/** Everything personal that ends by itself, with the setting that says when. Expiring a batch again finds the next one. */
const KINDS: readonly Kind[] = [
  { label: 'Bookings', period: 'bookingMonths', expire: expireBookings },
  { label: 'Brochure requests', period: 'brochureRequestMonths', expire: expireRequests },
  { label: 'Accounts never verified', period: 'unverifiedAccountDays', expire: removeUnverifiedAccounts },
  { label: 'Events', period: 'eventMonths', expire: expireEvents },
];

/** So much is done in one run at most; the next goes on. */
const BATCHES = 20;

/**
 * Removes what is older than the settings keep it, and says in the change log how much of each kind. 0 keeps for ever.
 * @returns how much of each kind went.
 */
export async function expirePersonalData(payload: Payload): Promise<Record<string, number>> {
  const periods = await retention(payload);
  const removed: Record<string, number> = {};
  for (const { label, period, expire } of KINDS) {
    const kept = periods[period];
    const count = kept === 0 ? 0 : await inBatches(() => expire(payload, kept));
    removed[label] = count;
    if (count > 0) await logExpiry(payload, label, count);
  }
  return removed;
}

async function inBatches(expire: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < BATCHES; batch++) {
    const count = await expire();
    total += count;
    if (count === 0) break;
  }
  return total;
}

const logExpiry = (payload: Payload, label: string, count: number) =>
  withTransaction(payload, (req) =>
    logChange(req, {
      ...{ entity: 'retention', which: { label }, action: 'expire' },
      fields: { removed: { from: null, to: count } },
    }),
  );
