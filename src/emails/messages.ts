import { render, toPlainText } from '@react-email/render';
import { createElement } from 'react';
import { removeControls, toOneLine } from '../lib/text.ts';
import type { CustomerAppointment } from './appointments/appointment.ts';
import {
  bookingCancelled,
  bookingConfirmation,
  bookingConfirmed,
  bookingReinstated,
  bookingReminder,
  bookingRescheduled,
  type CancelledAppointment,
  type ReinstatedAppointment,
  type RescheduledAppointment,
} from './appointments/booking-emails.tsx';
import { type AlertedBooking, internalBookingAlert, internalDualBookingAlert } from './appointments/team-alerts.tsx';
import { DEFAULT_EMAIL_BRAND, type EmailBrand, type Message } from './brand.ts';
import { BrandContext } from './brand-context.ts';
import { brochureDelivery, type SentBrochure } from './brochures/brochure-email.tsx';
import {
  type ChangedPassword,
  emailChangeNotice,
  passwordChanged,
  type RequestedEmailChange,
  type StaffInvitation,
  type StaffPasswordReset,
  staffInvitation,
  staffPasswordReset,
} from './identity/account-emails.tsx';
import { emailChangeCode, type OneTimeCodeProps, passwordReset, welcomeEmail } from './identity/code-emails.tsx';
import { type DisputedPayment, internalPaymentDisputed } from './sales/dispute-email.tsx';
import {
  type FailedPayment,
  type PaidOrder,
  paymentFailed,
  paymentReceipt,
  paymentRefunded,
  type RefundedOrder,
} from './sales/payment-emails.tsx';
import {
  type FailedRefund,
  type FailedRefundNotice,
  internalRefundFailed,
  paymentRefundFailed,
} from './sales/refund-failure-emails.tsx';

/** The props of each message by name. */
export interface MessageProps {
  'welcome-email': OneTimeCodeProps;
  'password-reset': OneTimeCodeProps;
  'password-changed': ChangedPassword;
  'email-change-code': OneTimeCodeProps;
  'email-change-notice': RequestedEmailChange;
  'staff-invitation': StaffInvitation;
  'staff-password-reset': StaffPasswordReset;
  'booking-confirmation': CustomerAppointment;
  'booking-confirmed': CustomerAppointment;
  'booking-rescheduled': RescheduledAppointment;
  'booking-cancelled': CancelledAppointment;
  'booking-reinstated': ReinstatedAppointment;
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

/** Every message that this system sends. */
export const messages: { readonly [Name in MessageName]: Message<MessageProps[Name]> } = {
  'welcome-email': welcomeEmail,
  'password-reset': passwordReset,
  'password-changed': passwordChanged,
  'email-change-code': emailChangeCode,
  'email-change-notice': emailChangeNotice,
  'staff-invitation': staffInvitation,
  'staff-password-reset': staffPasswordReset,
  'booking-confirmation': bookingConfirmation,
  'booking-confirmed': bookingConfirmed,
  'booking-rescheduled': bookingRescheduled,
  'booking-cancelled': bookingCancelled,
  'booking-reinstated': bookingReinstated,
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
 * Renders a message. The same props and brand give the same bytes, so a retried job sends the same message again.
 * @throws RangeError when a time in the props is invalid.
 */
export async function renderEmail<Name extends MessageName>(
  name: Name,
  props: MessageProps[Name],
  brand: EmailBrand = DEFAULT_EMAIL_BRAND,
): Promise<RenderedEmail> {
  const { subject, Body } = messages[name];
  const branded = createElement(BrandContext.Provider, { value: brand }, createElement(Body, props));
  const html = removeControls(await render(branded));
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
  return { subject: toOneLine(subject(props, brand)), html, text };
}
