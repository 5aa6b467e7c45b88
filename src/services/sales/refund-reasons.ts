/** Why staff refund (api.md §4), in Stripe's words and in theirs. */
export const REFUND_REASONS = [
  { value: 'requested_by_customer', label: 'The customer asked for it' },
  { value: 'duplicate', label: 'Paid twice' },
  { value: 'fraudulent', label: 'Fraud' },
] as const;

export type RefundReason = (typeof REFUND_REASONS)[number]['value'];

/** What a credit note says of a refund; `reason` is null for one that was made at Stripe without any. */
export function creditFor(reason: string | null): string {
  if (reason === null) return 'Refund';
  return `Refund: ${REFUND_REASONS.find(({ value }) => value === reason)?.label ?? reason.replaceAll('_', ' ')}`;
}
