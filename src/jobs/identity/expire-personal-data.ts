import type { Payload } from 'payload';
import { recordChange } from '../../database/change-log.ts';
import { withTransaction } from '../../database/transaction.ts';
import { expireEvents } from '../../events/outbox.ts';
import { expireBookings } from '../../services/appointments/index.ts';
import { expireBrochureRequests } from '../../services/brochures/index.ts';
import { removeUnverifiedAccounts } from '../../services/identity/remove-unverified-accounts.ts';
import { expireCustomerNotes } from '../../services/identity/staff-notes.ts';
import { expireOrderNotes } from '../../services/sales/index.ts';
import { type Retention, readRetention } from '../../services/settings/index.ts';

type ExpiryRule = {
  label: string;
  period: keyof Retention;
  expire: (payload: Payload, period: number) => Promise<number>;
};

/**
 * The kinds of personal data that expire, each with the setting for its retention period. Each call of `expire` handles the next
 * batch.
 */
const EXPIRY_RULES: readonly ExpiryRule[] = [
  { label: 'Bookings', period: 'bookingMonths', expire: expireBookings },
  { label: 'Notes on orders', period: 'bookingMonths', expire: expireOrderNotes },
  { label: 'Notes on customers', period: 'bookingMonths', expire: expireCustomerNotes },
  { label: 'Brochure requests', period: 'brochureRequestMonths', expire: expireBrochureRequests },
  { label: 'Accounts never verified', period: 'unverifiedAccountDays', expire: removeUnverifiedAccounts },
  { label: 'Events', period: 'eventMonths', expire: expireEvents },
];

/** The maximum number of batches of each kind per run. The next run continues. */
const MAX_BATCHES = 20;

/**
 * Removes personal data older than its retention setting, and records in the change log how many of each kind were removed. A
 * setting of 0 means that the data are kept for ever.
 * @returns how many of each kind were removed
 */
export async function expirePersonalData(payload: Payload): Promise<Record<string, number>> {
  const periods = await readRetention(payload);
  const removed: Record<string, number> = {};
  for (const { label, period, expire } of EXPIRY_RULES) {
    const maxAge = periods[period];
    const count = maxAge === 0 ? 0 : await runInBatches(() => expire(payload, maxAge));
    removed[label] = count;
    if (count > 0) await recordExpiry(payload, label, count);
  }
  return removed;
}

async function runInBatches(expire: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const count = await expire();
    total += count;
    if (count === 0) break;
  }
  return total;
}

const recordExpiry = (payload: Payload, label: string, count: number) =>
  withTransaction(payload, (req) =>
    recordChange(req, {
      ...{ entity: 'retention', target: { label }, action: 'expire' },
      fields: { removed: { from: null, to: count } },
    }),
  );
