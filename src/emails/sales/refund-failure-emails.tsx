import { toOneLine } from '../../lib/text.ts';
import type { Message } from '../brand.ts';
import { ActionButton, Details, Note, Paragraph } from '../components.tsx';
import { Layout } from '../layout.tsx';
import { formatGreeting } from '../wording.ts';

export interface FailedRefund {
  /** The customer's bank did not accept the money, or the refund was cancelled at Stripe. */
  failure: 'failed' | 'canceled';
  firstName: string;
  orderNumber: string;
  /** Formatted: £1,499.99. */
  amount: string;
  /** Missing if the refund had no credit note yet. */
  debitNoteNumber?: string | undefined;
}

const WORDS: Record<FailedRefund['failure'], { outcome: string; announced: string; unannounced: string }> = {
  failed: {
    outcome: 'could not be paid out',
    announced:
      'Your bank did not accept the refund that we told you about, so the money has come back to us. This happens when a card has been closed or has expired.',
    unannounced:
      'We tried to refund the card that you paid with, but your bank did not accept the money. This happens when a card has been closed or has expired.',
  },
  canceled: {
    outcome: 'was cancelled',
    announced: 'The refund that we told you about was cancelled before the money reached you.',
    unannounced: 'The refund to the card that you paid with was cancelled before the money was paid out.',
  },
};

/** Sent to the customer when a refund failed or was cancelled; the debit note, if there is one, is attached. */
export const paymentRefundFailed: Message<FailedRefund> = {
  subject: ({ failure, amount, orderNumber }) => `Your refund of ${amount} ${WORDS[failure].outcome} (${orderNumber})`,
  Body: ({ failure, firstName, orderNumber, amount, debitNoteNumber }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading={`Your refund ${WORDS[failure].outcome}`}
      reason="You are receiving this e-mail because a refund for an order from your account was not completed."
    >
      <Paragraph>{formatGreeting(firstName)}</Paragraph>
      <Paragraph>{debitNoteNumber ? WORDS[failure].announced : WORDS[failure].unannounced}</Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Not paid out', value: amount },
          ...(debitNoteNumber ? [{ label: 'Debit note', value: debitNoteNumber }] : []),
        ]}
      />
      <Note>
        {failure === 'failed'
          ? 'We will be in touch about another way to pay you.'
          : 'We will be in touch about your refund.'}
        {debitNoteNumber && ' The attached debit note reverses our credit note.'}
      </Note>
    </Layout>
  ),
  sample: {
    failure: 'failed',
    firstName: 'Amelia',
    orderNumber: 'LW-1000042',
    amount: '£999.98',
    debitNoteNumber: 'DN-2026-000003',
  },
};

export interface FailedRefundNotice {
  /** The customer's bank did not accept the money; the refund was cancelled at Stripe; or Stripe never created the refund. */
  failure: 'failed' | 'canceled' | 'unmade';
  /** Whether the customer's data are erased, so that the customer cannot be notified. */
  isCustomerErased: boolean;
  orderNumber: string;
  customerName: string;
  /** Formatted: £1,499.99. */
  amount: string;
  /** Missing if the refund had no credit note yet. */
  debitNoteNumber?: string | undefined;
  /** The URL of the order in the admin UI. */
  adminUrl: string;
}

const ALERT_WORDS: Record<FailedRefundNotice['failure'], { outcome: string; heading: string; text: string }> = {
  failed: {
    outcome: 'failed',
    heading: 'A refund failed',
    text: 'The customer’s bank did not accept the refund, and the money is back with us.',
  },
  canceled: {
    outcome: 'was cancelled',
    heading: 'A refund was cancelled',
    text: 'The refund was cancelled at Stripe, so the money was not paid out.',
  },
  unmade: {
    outcome: 'was not made',
    heading: 'A refund was not made',
    text: 'Stripe refused the refund or did not receive it, so the money was not paid out.',
  },
};

/** Says what the sales team has to do next, and whether the customer is notified. */
function describeNextStep({
  failure,
  isCustomerErased,
}: Pick<FailedRefundNotice, 'failure' | 'isCustomerErased'>): string {
  if (failure === 'unmade')
    return 'The customer has not been notified. Please refund again. If Stripe refuses the refund again, open the payment in Stripe.';
  if (isCustomerErased)
    return 'The customer’s data are erased, so we cannot notify the customer. Please decide how to pay the money back.';
  return 'We notify the customer by e-mail. Please agree with the customer how to pay the money back, or refund again.';
}

/** Sent to the sales team when a refund failed, was cancelled or was never made. */
export const internalRefundFailed: Message<FailedRefundNotice> = {
  subject: ({ failure, amount, orderNumber }) => `Refund of ${amount} ${ALERT_WORDS[failure].outcome} (${orderNumber})`,
  Body: ({ orderNumber, customerName, amount, debitNoteNumber, adminUrl, ...outcome }) => (
    <Layout
      preview={`${amount} · ${orderNumber}`}
      heading={ALERT_WORDS[outcome.failure].heading}
      reason="This internal alert goes to the sales team."
    >
      <Paragraph>
        {ALERT_WORDS[outcome.failure].text} {describeNextStep(outcome)}
      </Paragraph>
      <Details
        details={[
          { label: 'Order', value: <strong>{orderNumber}</strong> },
          { label: 'Customer', value: toOneLine(customerName, 200) },
          { label: 'Not paid out', value: amount },
          ...(debitNoteNumber ? [{ label: 'Debit note', value: debitNoteNumber }] : []),
        ]}
      />
      <ActionButton href={adminUrl} label="Open the order" />
    </Layout>
  ),
  sample: {
    failure: 'failed',
    isCustomerErased: false,
    orderNumber: 'LW-1000042',
    customerName: 'Amelia Hartley',
    amount: '£999.98',
    debitNoteNumber: 'DN-2026-000003',
    adminUrl: 'https://admin.lomashwood.co.uk/admin/collections/orders/019311ce-6a00-7000-8000-4f2d7c1b9e55',
  },
};
