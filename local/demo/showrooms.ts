import type { RequiredDataFromCollectionSlug } from 'payload';
import { WEEKDAYS, type Weekday } from '../../src/services/appointments/statuses.ts';

export type DemoHours = { day: Weekday; opens: string; closes: string };

type DemoShowroom = RequiredDataFromCollectionSlug<'showrooms'> & { openingHours: DemoHours[] };

/** The same opening hours on each day from `first` to `last`. */
export const createHours = (first: Weekday, last: Weekday, opens: string, closes: string): DemoHours[] => {
  const values = WEEKDAYS.map(({ value }) => value);
  return values.slice(values.indexOf(first), values.indexOf(last) + 1).map((day) => ({ day, opens, closes }));
};

export const DEMO_SHOWROOMS: DemoShowroom[] = [
  {
    name: 'Clapham',
    slug: 'clapham',
    address: '142 Clapham High Street\nLondon',
    postcode: 'SW4 7UH',
    phone: '+442079460142',
    latitude: 51.4646,
    longitude: -0.1342,
    openingHours: [
      ...createHours('monday', 'saturday', '10:00', '18:00'),
      ...createHours('sunday', 'sunday', '11:00', '17:00'),
    ],
  },
  {
    name: 'Finchley',
    slug: 'finchley',
    address: '27 Ballards Lane\nLondon',
    postcode: 'N3 1XW',
    phone: '+442079460127',
    latitude: 51.6025,
    longitude: -0.1939,
    openingHours: createHours('monday', 'saturday', '09:30', '17:30'),
  },
];
