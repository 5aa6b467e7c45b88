/** A funnel as the `analytics-settings` keep it. */
export type Funnel = {
  /** Stays with it through all changes: counts are kept under it. */
  key: string;
  name: string;
  /** From the first step to the last. */
  windowHours: number;
  steps: { label: string; event: string; page?: string | null }[];
};

/** The funnels until staff change them. Events of the website but the last ones, which this site records itself. */
export const DEFAULT_FUNNELS: Funnel[] = [
  {
    key: 'appointment',
    name: 'Appointment',
    windowHours: 24,
    steps: [
      { label: 'Saw the appointments page', event: 'page_view', page: '/appointments' },
      { label: 'Began a booking', event: 'booking_started' },
      { label: 'Chose a time', event: 'slot_selected' },
      { label: 'Booked', event: 'booking_created' },
    ],
  },
  {
    key: 'purchase',
    name: 'Purchase',
    windowHours: 24,
    steps: [
      { label: 'Looked at a product', event: 'product_viewed' },
      { label: 'Put it in the basket', event: 'add_to_basket' },
      { label: 'Went to the checkout', event: 'checkout_started' },
      { label: 'Paid', event: 'conversion' },
    ],
  },
];
