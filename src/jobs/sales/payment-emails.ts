import type { Payload } from 'payload';
import type { DisputedPayment } from '../../emails/sales/dispute-email.tsx';
import type { Envelope } from '../../events/emit.ts';
import { formatPence } from '../../lib/money.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { readContactDetails } from '../../services/identity/index.ts';
import { type InvoicePdf, readInvoicePdf } from '../../services/sales/read-invoice-pdf.ts';
import {
  type DisputeEmailData,
  findRefundNote,
  readDisputeEmailData,
  readPaymentEmailData,
  readRefundFailure,
} from '../../services/sales/read-payment-email-data.ts';
import { customerPages, readTeamAddresses } from '../../services/settings/index.ts';
import { type Attachment, type Mail, renderBrandedEmail } from '../send-email.ts';

type PaymentEvent<
  T extends
    | 'payment.succeeded'
    | 'payment.receipt_requested'
    | 'payment.failed'
    | 'payment.refunded'
    | 'payment.refund_failed',
> = Envelope<T>;

/** Reads the recipient and the payment; undefined if the customer was erased or there is no such payment. */
async function readPaymentFacts(payload: Payload, { userId, paymentId }: { userId: string | null; paymentId: string }) {
  const contact = userId ? await readContactDetails(payload, userId) : undefined;
  const payment = await readPaymentEmailData(payload, paymentId);
  return contact && payment && { contact, payment };
}

const toAttachment = ({ number, bytes }: InvoicePdf): Attachment => ({
  filename: `${number}.pdf`,
  content: bytes,
  contentType: 'application/pdf',
});

/** Builds the receipt of a payment, with the invoice attached. Staff can have the e-mail sent again. */
export async function buildPaymentReceiptEmail(
  payload: Payload,
  event: PaymentEvent<'payment.succeeded' | 'payment.receipt_requested'>,
): Promise<Mail | null> {
  const facts = await readPaymentFacts(payload, event.payload);
  if (!facts) return null;
  const { contact, payment } = facts;
  const pdf = await readInvoicePdf(payload, event.payload.invoiceId, null);
  const content = await renderBrandedEmail(payload, 'payment-receipt', {
    firstName: contact.firstName,
    orderNumber: payment.orderNumber,
    amount: formatPence(event.payload.amount),
    invoiceNumber: pdf.number,
    items: payment.items,
  });
  return { to: contact.email, content, attachments: [toAttachment(pdf)] };
}

/**
 * Builds the e-mail that tells the customer that their payment failed. Null if the payment no longer has the status
 * FAILED, for example because the customer has paid. Also null if the customer was erased.
 */
export async function buildPaymentFailedEmail(
  payload: Payload,
  event: PaymentEvent<'payment.failed'>,
): Promise<Mail | null> {
  const facts = await readPaymentFacts(payload, event.payload);
  if (facts?.payment.status !== 'FAILED') return null;
  const { contact, payment } = facts;
  const content = await renderBrandedEmail(payload, 'payment-failed', {
    firstName: contact.firstName,
    orderNumber: payment.orderNumber,
    amount: formatPence(payment.amount),
    failure: event.payload.failureMessage,
    payUntil: payment.payUntil,
    payUrl: (await customerPages(payload)).order(payment.orderId),
  });
  return { to: contact.email, content };
}

/**
 * Builds the e-mail that tells the customer of a refund, with the credit note. Null if the refund has failed meanwhile,
 * or if the customer was erased. Also null for a lost dispute, because the bank informs the customer.
 */
export async function buildPaymentRefundedEmail(
  payload: Payload,
  event: PaymentEvent<'payment.refunded'>,
): Promise<Mail | null> {
  const facts = await readPaymentFacts(payload, event.payload);
  const note = await findRefundNote(payload, event.payload.refundId, 'CREDIT_NOTE');
  if (!facts || !note) return null;
  const pdf = await readInvoicePdf(payload, note.invoiceId, null);
  const content = await renderBrandedEmail(payload, 'payment-refunded', {
    firstName: facts.contact.firstName,
    orderNumber: facts.payment.orderNumber,
    amount: formatPence(event.payload.amount),
    creditNoteNumber: pdf.number,
  });
  return { to: facts.contact.email, content, attachments: [toAttachment(pdf)] };
}

/**
 * Reads the debit note that reverses the credit note of a failed refund. Undefined if the refund failed before it had a credit
 * note.
 */
async function readDebitNote(payload: Payload, refundId: string): Promise<InvoicePdf | undefined> {
  const note = await findRefundNote(payload, refundId, 'DEBIT_NOTE');
  return note && readInvoicePdf(payload, note.invoiceId, null);
}

/**
 * Builds the e-mail that tells the customer that a refund failed or was cancelled, with the debit note if there is one. Null if
 * Stripe never created the refund (the customer was not told of it), if the customer was erased, or if the payment or the
 * failed refund is not found.
 */
export async function buildRefundFailedEmail(
  payload: Payload,
  event: PaymentEvent<'payment.refund_failed'>,
): Promise<Mail | null> {
  const facts = await readPaymentFacts(payload, event.payload);
  const failure = await readRefundFailure(payload, event.payload.refundId);
  if (!facts || !failure || failure === 'unmade') return null;
  const debitNote = await readDebitNote(payload, event.payload.refundId);
  const content = await renderBrandedEmail(payload, 'payment-refund-failed', {
    failure,
    firstName: facts.contact.firstName,
    orderNumber: facts.payment.orderNumber,
    amount: formatPence(event.payload.amount),
    debitNoteNumber: debitNote?.number,
  });
  return { to: facts.contact.email, content, attachments: debitNote ? [toAttachment(debitNote)] : [] };
}

/**
 * Builds the e-mail that tells the sales team that a refund failed, was cancelled or was never created, and whether the customer
 * gets an e-mail too.
 */
export async function buildRefundFailedNotice(
  payload: Payload,
  event: PaymentEvent<'payment.refund_failed'>,
): Promise<Mail | null> {
  const { paymentId, userId, refundId } = event.payload;
  const payment = await readPaymentEmailData(payload, paymentId);
  const failure = await readRefundFailure(payload, refundId);
  if (!payment || !failure) return null;
  const debitNote = await readDebitNote(payload, refundId);
  const content = await renderBrandedEmail(payload, 'internal-refund-failed', {
    failure,
    isCustomerErased: !userId || !(await readContactDetails(payload, userId)),
    orderNumber: payment.orderNumber,
    customerName: payment.billingName,
    amount: formatPence(event.payload.amount),
    debitNoteNumber: debitNote?.number,
    adminUrl: toAdminOrderUrl(payload, payment.orderId),
  });
  return {
    to: (await readTeamAddresses(payload)).sales,
    content,
    attachments: debitNote ? [toAttachment(debitNote)] : [],
  };
}

/** Builds the e-mail that tells the sales team of a dispute, with the state of the dispute when the e-mail is built. */
export async function buildDisputeNotice(payload: Payload, event: Envelope<'payment.disputed'>): Promise<Mail | null> {
  return composeDisputeNotice(payload, event.payload, (standing) => standing);
}

/**
 * Builds the e-mail that tells the sales team that a lost dispute was won after all. If the state of the dispute has changed
 * again, the e-mail gives the new state instead.
 */
export async function buildDisputeWonNotice(
  payload: Payload,
  event: Envelope<'payment.dispute_won'>,
): Promise<Mail | null> {
  return composeDisputeNotice(payload, event.payload, (standing) => (standing === 'closed' ? 'regained' : standing));
}

async function composeDisputeNotice(
  payload: Payload,
  { paymentId, disputeId }: { paymentId: string; disputeId: string },
  toStanding: (standing: DisputeEmailData['standing']) => DisputedPayment['standing'],
): Promise<Mail | null> {
  const payment = await readPaymentEmailData(payload, paymentId);
  const dispute = await readDisputeEmailData(payload, disputeId);
  if (!payment || !dispute) return null;
  const content = await renderBrandedEmail(payload, 'internal-payment-disputed', {
    orderNumber: payment.orderNumber,
    customerName: payment.billingName,
    amount: formatPence(dispute.amount),
    paid: formatPence(payment.amount),
    standing: toStanding(dispute.standing),
    disputeReason: dispute.reason,
    disputeId,
    adminUrl: toAdminOrderUrl(payload, payment.orderId),
  });
  return { to: (await readTeamAddresses(payload)).sales, content };
}

const toAdminOrderUrl = (payload: Payload, orderId: string) =>
  new URL(`/admin/collections/orders/${orderId}`, runtimeOf(payload).publicUrl).href;
