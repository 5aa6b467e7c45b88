import type { Endpoint } from '../../gateway/endpoint.ts';
import { bookingEndpoints } from './bookings.ts';
import { csvEndpoints } from './csv.ts';
import { customerEndpoints } from './customers.ts';
import { diaryEndpoints } from './diary.ts';
import { postEndpoints } from './posts.ts';
import { priceListEndpoints } from './price-list.ts';

/**
 * What the admin UI needs of the server and the public contract does not have. They are mounted below Payload's API route
 * alone (`/api/desk/…`), and are no part of `/v1`.
 */
export const deskEndpoints: readonly Endpoint[] = [
  ...diaryEndpoints,
  ...customerEndpoints,
  ...bookingEndpoints,
  ...csvEndpoints,
  ...postEndpoints,
  ...priceListEndpoints,
];
