import { formatMoney } from '../objects/money.ts';
import type { Intent } from '../state/state.ts';

const STATUS: Record<string, string> = {
  requires_payment_method: 'to be paid',
  requires_confirmation: 'to be confirmed',
  requires_action: 'waiting for 3-D Secure',
  processing: 'processing',
  succeeded: 'paid',
  canceled: 'canceled',
};

export const describeStatus = ({ status }: Intent): string => STATUS[status] ?? status;

export const formatAmount = ({ amount, currency }: Intent): string => formatMoney(amount, currency);

/** The description of an intent. Without a description, its metadata in one line; without metadata, its id. */
export const describeIntent = ({ id, description, metadata }: Intent): string =>
  description ??
  (Object.entries(metadata)
    .map(([key, value]) => `${key} ${value}`)
    .join(' · ') ||
    id);

export function toTone({ status }: Intent): 'good' | 'bad' | '' {
  if (status === 'succeeded') return 'good';
  return status === 'canceled' ? 'bad' : '';
}

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'Europe/London' });

export const formatTime = ({ created }: { created: number }): string => time.format(created * 1_000);
