/** What we issue, each in a number series of its own. A debit note takes back the credit note of a refund that failed. */
export const INVOICE_KINDS = [
  { value: 'INVOICE', label: 'Invoice' },
  { value: 'CREDIT_NOTE', label: 'Credit note' },
  { value: 'DEBIT_NOTE', label: 'Debit note' },
] as const;

export type InvoiceKind = (typeof INVOICE_KINDS)[number]['value'];

/** How the numbers of each series begin, as in `INV-2026-000001`. */
export const SERIES: Record<InvoiceKind, string> = { INVOICE: 'INV', CREDIT_NOTE: 'CN', DEBIT_NOTE: 'DN' };
