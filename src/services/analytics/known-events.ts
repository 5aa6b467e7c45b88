/**
 * The types of events that the tracker, the website or the server sends, with their meanings. A funnel may count other types,
 * too.
 */
export const KNOWN_EVENTS: readonly { type: string; means: string }[] = [
  { type: 'page_view', means: 'Somebody saw a page' },
  { type: 'product_viewed', means: 'Somebody looked at a product' },
  { type: 'add_to_basket', means: 'A product was put into the basket' },
  { type: 'checkout_started', means: 'An order was placed' },
  { type: 'conversion', means: 'An order was paid' },
  { type: 'payment_failed', means: 'A payment failed' },
  { type: 'payment_refunded', means: 'A payment was refunded' },
  { type: 'payment_disputed', means: 'A payment was disputed' },
  { type: 'booking_started', means: 'Somebody began a booking' },
  { type: 'slot_selected', means: 'Somebody chose a time' },
  { type: 'booking_created', means: 'A visit was booked' },
  { type: 'booking_confirmed', means: 'A visit was confirmed' },
  { type: 'booking_rescheduled', means: 'A visit was moved' },
  { type: 'booking_cancelled', means: 'A visit was cancelled' },
  { type: 'booking_reinstated', means: 'Staff took back the cancellation of a visit' },
  { type: 'brochure_requested', means: 'Somebody asked for a brochure' },
  { type: 'user_registered', means: 'Somebody registered' },
  { type: 'user_verified', means: 'A customer verified their e-mail address' },
  { type: 'content_published', means: 'A post was published' },
  { type: 'media_uploaded', means: 'A photo or film was uploaded' },
];
