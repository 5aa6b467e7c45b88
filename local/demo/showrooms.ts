import type { RequiredDataFromCollectionSlug } from 'payload';
import { DAYS, type Day } from '../../src/services/appointments/weekdays.ts';

export type DemoHours = { day: Day; opens: string; closes: string };

type DemoShowroom = RequiredDataFromCollectionSlug<'showrooms'> & { openingHours: DemoHours[] };

/** The same hours on the days from `first` to `last`. */
export const hoursOn = (first: Day, last: Day, opens: string, closes: string): DemoHours[] => {
  const values = DAYS.map(({ value }) => value);
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
      ...hoursOn('monday', 'saturday', '10:00', '18:00'),
      ...hoursOn('sunday', 'sunday', '11:00', '17:00'),
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
    openingHours: hoursOn('monday', 'saturday', '09:30', '17:30'),
  },
];
