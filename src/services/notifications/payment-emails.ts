import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import type { Envelope } from '../../events/envelope.ts';
import { contactDetails } from '../identity/contact-details.ts';
import { creditNoteOf, disputeForMessage, paymentForMessage } from '../sales/for-message.ts';
import { type InvoicePdf, invoicePdf } from '../sales/invoice-pdf.ts';
import { formatPence } from '../sales/money.ts';
import { teamAddresses } from '../settings/team-addresses.ts';
import { brandedEmail } from './branded-email.ts';
import type { Attachment, Mail } from './send-email.ts';

type Event<T extends 'payment.succeeded' | 'payment.failed' | 'payment.refunded'> = Envelope<T>;

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

/** Tells of a refund, with its credit note; null for a lost dispute, of which the bank has told. */
export async function paymentRefunded(payload: Payload, event: Event<'payment.refunded'>): Promise<Mail | null> {
  const facts = await factsOf(payload, event.payload);
  const note = await creditNoteOf(payload, event.payload.refundId);
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
