/** The exports of this domain for other domains, and for the modules of `src` that belong to no domain. */
export {
  type BrochureCounts,
  brochureCountsSql,
  countWaitingBrochures,
  DELIVERY_SUBSCRIBER,
  RECENT_DAYS,
  REFUSAL_DAYS,
  readOldestUndeliveredSeconds,
  type WaitingBrochures,
} from './brochure-delivery.ts';
export {
  eraseBrochureRequests,
  expireBrochureRequests,
  exportBrochureRequests,
  listBrochureHistory,
} from './personal-data.ts';
