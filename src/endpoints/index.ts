import { analyticsReportEndpoints } from './analytics/reports.ts';
import { trackEndpoints, trackerEndpoints } from './analytics/track.ts';
import { appointmentEndpoints } from './appointments/appointments.ts';
import { bookingEndpoints, calendarEndpoints } from './appointments/staff-bookings.ts';
import { brochureEndpoints } from './brochures/brochures.ts';
import { priceListEndpoints } from './catalogue/price-lists.ts';
import { internalProductEndpoints, productEndpoints } from './catalogue/products.ts';
import { feedEndpoints, sitemapEndpoints } from './content/feeds.ts';
import { blogEndpoints, postEndpoints } from './content/posts.ts';
import { uploadEndpoints } from './content/uploads.ts';
import type { Endpoint } from './endpoint.ts';
import { authEndpoints } from './identity/auth.ts';
import { customerEndpoints } from './identity/customers.ts';
import { meEndpoints } from './identity/me.ts';
import { accountEndpoints, staffEndpoints } from './identity/staff.ts';
import { csvEndpoints, operationEndpoints } from './operations/operations.ts';
import { orderEndpoints, staffOrderEndpoints } from './sales/orders.ts';
import { invoiceEndpoints, paymentEndpoints } from './sales/payments.ts';

/**
 * The endpoints that only the admin UI calls. They are mounted below Payload's API route (`/api/desk/…`) and are not part of
 * the public contract `/v1`.
 */
export const backofficeEndpoints: readonly Endpoint[] = [
  ...calendarEndpoints,
  ...customerEndpoints,
  ...bookingEndpoints,
  ...staffOrderEndpoints,
  ...csvEndpoints,
  ...postEndpoints,
  ...priceListEndpoints,
  ...accountEndpoints,
  ...staffEndpoints,
];

/** Every public endpoint: the inventory from which routes, OpenAPI and tests are built. */
export const endpoints: readonly Endpoint[] = [
  ...authEndpoints,
  ...meEndpoints,
  ...productEndpoints,
  ...appointmentEndpoints,
  ...uploadEndpoints,
  ...feedEndpoints,
  ...sitemapEndpoints,
  ...blogEndpoints,
  ...brochureEndpoints,
  ...orderEndpoints,
  ...paymentEndpoints,
  ...invoiceEndpoints,
  ...trackEndpoints,
  ...trackerEndpoints,
  ...analyticsReportEndpoints,
  ...operationEndpoints,
];

/** The endpoints of the internal port (docs/spec/api.md#9-internal). */
export const internalEndpoints: readonly Endpoint[] = [...internalProductEndpoints];
