import type { MessageName, MessageProps } from './messages.ts';

/** The names of those props of a message that may be sent to an unverified address. */
type AllowedProps<Name extends MessageName> = readonly (keyof MessageProps[Name])[];

/**
 * Why a message never goes to an unverified address: it is sent only to our team, or only to accounts with a verified
 * address.
 */
type NeverUnverified = 'our own team' | 'accounts';

/**
 * The props of booking e-mails without the free text that the person who booked has entered: the address is left out, and of the
 * name only `firstName` remains, for the greeting.
 */
const BOOKING_PROPS = [
  ...(['firstName', 'referenceCode', 'type', 'forKitchen', 'forBedroom', 'startsAt', 'endsAt', 'showroom'] as const),
  'manageUrl',
] as const;

const ONE_TIME_CODE_PROPS = ['firstName', 'otp', 'expiresInMinutes'] as const;

/**
 * For each message, the props that may be sent to an unverified address, which may belong to anyone; or the reason why the
 * message never goes to such an address. `formatGreeting` limits `firstName`; all other props are our own content. Never add a
 * prop with text that the sender of a form chooses.
 */
export const UNVERIFIED_PROPS: { readonly [Name in MessageName]: AllowedProps<Name> | NeverUnverified } = {
  'welcome-email': ONE_TIME_CODE_PROPS,
  'password-reset': ONE_TIME_CODE_PROPS,
  'password-changed': 'accounts',
  'email-change-code': ONE_TIME_CODE_PROPS,
  'email-change-notice': 'accounts',
  'staff-invitation': 'our own team',
  'staff-password-reset': 'our own team',
  'booking-confirmation': BOOKING_PROPS,
  'booking-confirmed': BOOKING_PROPS,
  'booking-rescheduled': [...BOOKING_PROPS, 'previousStartsAt'],
  'booking-cancelled': [...BOOKING_PROPS, 'bookingUrl'],
  'booking-reinstated': [...BOOKING_PROPS, 'isConfirmed'],
  'booking-reminder': BOOKING_PROPS,
  'internal-booking-alert': 'our own team',
  'internal-dual-booking-alert': 'our own team',
  'brochure-delivery': ['firstName', 'title', 'download'],
  'payment-receipt': 'accounts',
  'payment-failed': 'accounts',
  'payment-refunded': 'accounts',
  'payment-refund-failed': 'accounts',
  'internal-payment-disputed': 'our own team',
  'internal-refund-failed': 'our own team',
};

/** Removes those props of a message that must not be sent to an unverified address. */
export function limitForUnverified<Name extends MessageName>(
  name: Name,
  props: MessageProps[Name],
): MessageProps[Name] {
  const allowed = UNVERIFIED_PROPS[name];
  if (typeof allowed === 'string') return props;
  const names = new Set<PropertyKey>(allowed);
  return Object.fromEntries(Object.entries(props).filter(([key]) => names.has(key))) as MessageProps[Name];
}
