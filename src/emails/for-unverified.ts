import type { MessageName, MessageProps } from './messages.ts';

/** Facts of a message that may be shown to a reader whose address nobody has verified. */
type Shown<Name extends MessageName> = readonly (keyof MessageProps[Name])[];

/** Goes to us, or to accounts alone, which have proved that the mailbox is theirs. */
type NeverToThem = 'our own team' | 'accounts';

/** A booking but for what the person who made it has written: the address, and all of the name that is not a greeting. */
const BOOKING = [
  ...(['firstName', 'referenceCode', 'type', 'forKitchen', 'forBedroom', 'startsAt', 'endsAt', 'showroom'] as const),
  'manageUrl',
] as const;

const ONE_TIME_CODE = ['firstName', 'otp', 'expiresInMinutes'] as const;

/**
 * What each message may say to an unverified address, which may be anybody's: `greeting` decides what of `firstName`, and the rest
 * is ours. Nothing that the sender of a form can write freely belongs here.
 */
export const FOR_UNVERIFIED: { readonly [Name in MessageName]: Shown<Name> | NeverToThem } = {
  'welcome-email': ONE_TIME_CODE,
  'password-reset': ONE_TIME_CODE,
  'password-changed': 'accounts',
  'email-change-code': ONE_TIME_CODE,
  'email-change-notice': 'accounts',
  'booking-confirmation': BOOKING,
  'booking-confirmed': BOOKING,
  'booking-rescheduled': [...BOOKING, 'previousStartsAt'],
  'booking-cancelled': [...BOOKING, 'bookingUrl'],
  'booking-reminder': BOOKING,
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

/** The facts of a message without those that an unverified address is not to be shown. */
export function forUnverified<Name extends MessageName>(name: Name, props: MessageProps[Name]): MessageProps[Name] {
  const shown = FOR_UNVERIFIED[name];
  if (typeof shown === 'string') return props;
  const names = new Set<PropertyKey>(shown);
  return Object.fromEntries(Object.entries(props).filter(([key]) => names.has(key))) as MessageProps[Name];
}
