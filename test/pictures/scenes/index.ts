import type { Studio } from '../studio.ts';
import { booking } from './booking.ts';
import { calendar } from './calendar.ts';
import { closeDay } from './close-day.ts';
import { customer } from './customer.ts';
import { extras } from './extras.ts';
import { home, homeOfContent } from './home.ts';
import { media } from './media.ts';
import { move } from './move.ts';
import { post } from './post.ts';
import { product } from './product.ts';
import { refund } from './refund.ts';
import { visits } from './visits.ts';

/** What is taken, in this order: the later ones change the data more. */
export const SCENES: Record<string, (studio: Studio) => Promise<void>> = {
  ...{ home, calendar, visits, move, booking, closeDay, post, media, product, homeOfContent, refund, customer, extras },
};
