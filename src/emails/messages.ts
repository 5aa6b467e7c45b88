import { render, toPlainText } from '@react-email/render';
import { createElement } from 'react';
import type { CustomerAppointment } from './appointment.ts';
import { BrandContext, type EmailBrand, STANDARD_BRAND } from './brand.ts';
import type { AlertedBooking } from './components/team-alert.tsx';
import { withoutControls } from './control-characters.ts';
import type { Message } from './message.ts';
import { oneLine } from './one-line.ts';
import type { OneTimeCodeProps } from './one-time-code.ts';
import { bookingCancelled, type CancelledAppointment } from './templates/booking-cancelled.tsx';
import { bookingConfirmation } from './templates/booking-confirmation.tsx';
import { bookingConfirmed } from './templates/booking-confirmed.tsx';
import { bookingReminder } from './templates/booking-reminder.tsx';
import { bookingRescheduled, type RescheduledAppointment } from './templates/booking-rescheduled.tsx';
import { brochureDelivery, type SentBrochure } from './templates/brochure-delivery.tsx';
import { emailChangeCode } from './templates/email-change-code.tsx';
import { type AskedEmailChange, emailChangeNotice } from './templates/email-change-notice.tsx';
import { internalBookingAlert } from './templates/internal-booking-alert.tsx';
import { internalDualBookingAlert } from './templates/internal-dual-booking-alert.tsx';
import { type DisputedPayment, internalPaymentDisputed } from './templates/internal-payment-disputed.tsx';
import { type FailedRefundNotice, internalRefundFailed } from './templates/internal-refund-failed.tsx';
import { type ChangedPassword, passwordChanged } from './templates/password-changed.tsx';
import { passwordReset } from './templates/password-reset.tsx';
import { type FailedPayment, paymentFailed } from './templates/payment-failed.tsx';
import { type PaidOrder, paymentReceipt } from './templates/payment-receipt.tsx';
import { type FailedRefund, paymentRefundFailed } from './templates/payment-refund-failed.tsx';
import { paymentRefunded, type RefundedOrder } from './templates/payment-refunded.tsx';
import { welcomeEmail } from './templates/welcome-email.tsx';

/** What each message needs, by its name. */
export interface MessageProps {
  'welcome-email': OneTimeCodeProps;
  'password-reset': OneTimeCodeProps;
  'password-changed': ChangedPassword;
  'email-change-code': OneTimeCodeProps;
  'email-change-notice': AskedEmailChange;
  'booking-confirmation': CustomerAppointment;
  'booking-confirmed': CustomerAppointment;
  'booking-rescheduled': RescheduledAppointment;
  'booking-cancelled': CancelledAppointment;
  'booking-reminder': CustomerAppointment;
  'internal-booking-alert': AlertedBooking;
  'internal-dual-booking-alert': AlertedBooking;
  'brochure-delivery': SentBrochure;
  'payment-receipt': PaidOrder;
  'payment-failed': FailedPayment;
  'payment-refunded': RefundedOrder;
  'payment-refund-failed': FailedRefund;
  'internal-payment-disputed': DisputedPayment;
  'internal-refund-failed': FailedRefundNotice;
}

export type MessageName = keyof MessageProps;

/** Every message this system sends. */
export const messages: { readonly [Name in MessageName]: Message<MessageProps[Name]> } = {
  'welcome-email': welcomeEmail,
  'password-reset': passwordReset,
  'password-changed': passwordChanged,
  'email-change-code': emailChangeCode,
  'email-change-notice': emailChangeNotice,
  'booking-confirmation': bookingConfirmation,
  'booking-confirmed': bookingConfirmed,
  'booking-rescheduled': bookingRescheduled,
  'booking-cancelled': bookingCancelled,
  'booking-reminder': bookingReminder,
  'internal-booking-alert': internalBookingAlert,
  'internal-dual-booking-alert': internalDualBookingAlert,
  'brochure-delivery': brochureDelivery,
  'payment-receipt': paymentReceipt,
  'payment-failed': paymentFailed,
  'payment-refunded': paymentRefunded,
  'payment-refund-failed': paymentRefundFailed,
  'internal-payment-disputed': internalPaymentDisputed,
  'internal-refund-failed': internalRefundFailed,
};

export interface RenderedEmail {
  /** One line, safe as a header. */
  subject: string;
  html: string;
  text: string;
}

/**
 * Renders a message; the same props and brand give the same bytes, so a retried job sends the same e-mail.
 * @throws RangeError when a time in the props isn't one.
 */
export async function renderEmail<Name extends MessageName>(
  name: Name,
  props: MessageProps[Name],
  brand: EmailBrand = STANDARD_BRAND,
): Promise<RenderedEmail> {
  const { subject, Body } = messages[name];
  const branded = createElement(BrandContext.Provider, { value: brand }, createElement(Body, props));
  const html = withoutControls(await render(branded));
  const text = toPlainText(html, {
    selectors: [
      { selector: 'a[href^="tel:"]', format: 'inline' },
      { selector: 'h1', options: { uppercase: false } },
      {
        selector: 'table[data-text-format="dataTable"]',
        format: 'dataTable',
        options: { uppercaseHeaderCells: false },
      },
    ],
  });
  return { subject: oneLine(subject(props, brand)), html, text };
}
