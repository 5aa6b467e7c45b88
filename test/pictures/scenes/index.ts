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

/** The scenes in the order in which they run. Scenes that change more data come later. */
export const SCENES: Record<string, (studio: Studio) => Promise<void>> = {
  ...{ home, calendar, visits, move, booking, closeDay, post, media, product, homeOfContent, refund, customer, extras },
};
