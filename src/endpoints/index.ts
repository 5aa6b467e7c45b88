import type { Endpoint } from '../gateway/endpoint.ts';
import { analyticsReportEndpoints } from './analytics-reports.ts';
import { appointmentEndpoints } from './appointments.ts';
import { authEndpoints } from './auth.ts';
import { blogEndpoints } from './blog.ts';
import { brochureEndpoints } from './brochures.ts';
import { feedEndpoints } from './feed.ts';
import { invoiceEndpoints } from './invoices.ts';
import { meEndpoints } from './me.ts';
import { operationEndpoints } from './operations.ts';
import { orderEndpoints } from './orders.ts';
import { paymentEndpoints } from './payments.ts';
import { internalProductEndpoints, productEndpoints } from './products.ts';
import { sitemapEndpoints } from './sitemap.ts';
import { trackEndpoints } from './track.ts';
import { trackerEndpoints } from './tracker.ts';
import { uploadEndpoints } from './uploads.ts';

/** Every public endpoint of the system: the inventory that routes, OpenAPI and tests are made of. */
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

/** Those of the internal port (api.md §9). */
export const internalEndpoints: readonly Endpoint[] = [...internalProductEndpoints];
