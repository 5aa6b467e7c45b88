import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import type { Envelope } from '../../events/envelope.ts';
import { contactDetails } from '../identity/contact-details.ts';
import { disputeForMessage, noteOf, paymentForMessage } from '../sales/for-message.ts';
import { type InvoicePdf, invoicePdf } from '../sales/invoice-pdf.ts';
import { formatPence } from '../sales/money.ts';
import { teamAddresses } from '../settings/team-addresses.ts';
import { brandedEmail } from './branded-email.ts';
import type { Attachment, Mail } from './send-email.ts';

type Event<T extends 'payment.succeeded' | 'payment.failed' | 'payment.refunded' | 'payment.refund_failed'> =
  Envelope<T>;

/** Whom it concerns and what it is about; undefined when the customer was erased. */
async function factsOf(payload: Payload, { userId, paymentId }: { userId: string | null; paymentId: string }) {
  const contact = userId ? await contactDetails(payload, userId) : undefined;
  const payment = await paymentForMessage(payload, paymentId);
  return contact && payment && { contact, payment };
}

const attached = ({ number, bytes }: InvoicePdf): Attachment => ({
  filename: `${number}.pdf`,
  content: bytes,
  contentType: 'application/pdf',
});

/** Thanks for a payment, with the invoice. */
export async function paymentReceipt(payload: Payload, event: Event<'payment.succeeded'>): Promise<Mail | null> {
  const facts = await factsOf(payload, event.payload);
  if (!facts) return null;
  const { contact, payment } = facts;
  const pdf = await invoicePdf(payload, event.payload.invoiceId, null);
  const content = await brandedEmail(payload, 'payment-receipt', {
    firstName: contact.firstName,
    orderNumber: payment.orderNumber,
    amount: formatPence(event.payload.amount),
    invoiceNumber: pdf.number,
    items: payment.items,
  });
  return { to: contact.email, content, attachments: [attached(pdf)] };
}

/** Tells of a declined card; null when the order was paid or cancelled by now. */
export async function paymentFailed(payload: Payload, event: Event<'payment.failed'>): Promise<Mail | null> {
  const facts = await factsOf(payload, event.payload);
  if (facts?.payment.status !== 'FAILED') return null;
  const { contact, payment } = facts;
  const content = await brandedEmail(payload, 'payment-failed', {
    firstName: contact.firstName,
    orderNumber: payment.orderNumber,
    amount: formatPence(payment.amount),
    failure: event.payload.failureMessage,
    payUntil: payment.payUntil,
  });
  return { to: contact.email, content };
}

/** Tells of a refund, with its credit note; null for one that has failed by now, and for a lost dispute: the bank has told. */
export async function paymentRefunded(payload: Payload, event: Event<'payment.refunded'>): Promise<Mail | null> {
  const facts = await factsOf(payload, event.payload);
  const note = await noteOf(payload, event.payload.refundId, 'CREDIT_NOTE');
  if (!facts || !note) return null;
  const pdf = await invoicePdf(payload, note.invoiceId, null);
  const content = await brandedEmail(payload, 'payment-refunded', {
    firstName: facts.contact.firstName,
    orderNumber: facts.payment.orderNumber,
    amount: formatPence(event.payload.amount),
    creditNoteNumber: pdf.number,
  });
  return { to: facts.contact.email, content, attachments: [attached(pdf)] };
}

/** Tells the customer that a refund could not be paid out, with the debit note that takes its credit note back. */
export async function refundFailed(payload: Payload, event: Event<'payment.refund_failed'>): Promise<Mail | null> {
  const facts = await factsOf(payload, event.payload);
  const note = await noteOf(payload, event.payload.refundId, 'DEBIT_NOTE');
  if (!facts || !note) return null;
  const pdf = await invoicePdf(payload, note.invoiceId, null);
  const content = await brandedEmail(payload, 'payment-refund-failed', {
    firstName: facts.contact.firstName,
    orderNumber: facts.payment.orderNumber,
    amount: formatPence(event.payload.amount),
    debitNoteNumber: pdf.number,
  });
  return { to: facts.contact.email, content, attachments: [attached(pdf)] };
}

/** Tells the sales team that a refund could not be paid out. */
export async function refundFailedNotice(
  payload: Payload,
  event: Event<'payment.refund_failed'>,
): Promise<Mail | null> {
  const payment = await paymentForMessage(payload, event.payload.paymentId);
  const note = await noteOf(payload, event.payload.refundId, 'DEBIT_NOTE');
  if (!payment || !note) return null;
  const pdf = await invoicePdf(payload, note.invoiceId, null);
  const content = await brandedEmail(payload, 'internal-refund-failed', {
    orderNumber: payment.orderNumber,
    customerName: payment.billingName,
    amount: formatPence(event.payload.amount),
    debitNoteNumber: pdf.number,
    adminUrl: orderInAdmin(payload, payment.orderId),
  });
  return { to: (await teamAddresses(payload)).sales, content, attachments: [attached(pdf)] };
}

/** Tells the sales team of a dispute, as it stands when the mail is written. */
export async function disputeNotice(payload: Payload, event: Envelope<'payment.disputed'>): Promise<Mail | null> {
  const { paymentId, disputeId } = event.payload;
  const payment = await paymentForMessage(payload, paymentId);
  const dispute = await disputeForMessage(payload, disputeId);
  if (!payment || !dispute) return null;
  const content = await brandedEmail(payload, 'internal-payment-disputed', {
    orderNumber: payment.orderNumber,
    customerName: payment.billingName,
    amount: formatPence(dispute.amount),
    paid: formatPence(payment.amount),
    standing: dispute.standing,
    disputeReason: dispute.reason,
    disputeId,
    adminUrl: orderInAdmin(payload, payment.orderId),
  });
  return { to: (await teamAddresses(payload)).sales, content };
}

const orderInAdmin = (payload: Payload, orderId: string) =>
  new URL(`/admin/collections/orders/${orderId}`, domainOf(payload).publicUrl).href;
