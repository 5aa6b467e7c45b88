import { formatted } from '../objects/money.ts';
import type { Intent } from '../state/state.ts';

const STATUS: Record<string, string> = {
  requires_payment_method: 'to be paid',
  requires_confirmation: 'to be confirmed',
  requires_action: 'waits for 3-D Secure',
  processing: 'processing',
  succeeded: 'paid',
  canceled: 'canceled',
};

export const statusOf = ({ status }: Intent): string => STATUS[status] ?? status;

export const amountOf = ({ amount, currency }: Intent): string => formatted(amount, currency);

/** What the merchant keeps with an intent, in one line; its id if there is nothing. */
export const aboutOf = ({ id, description, metadata }: Intent): string =>
  description ??
  (Object.entries(metadata)
    .map(([key, value]) => `${key} ${value}`)
    .join(' · ') ||
    id);

export function toneOf({ status }: Intent): 'good' | 'bad' | '' {
  if (status === 'succeeded') return 'good';
  return status === 'canceled' ? 'bad' : '';
}

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'Europe/London' });

export const timeOf = ({ created }: { created: number }): string => time.format(created * 1_000);
