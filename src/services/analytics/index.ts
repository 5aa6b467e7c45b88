/** The exports of this domain for other domains, and for the modules of `src` that belong to no domain. */
export { countBufferedEvents, countRefusedEvents, readBufferLagSeconds } from './buffer-scripts.ts';
export { countFunnels } from './count-funnels.ts';
export { compactCounts, expireTracking } from './expire-tracking.ts';
export { startFlusher } from './flusher.ts';
export { exportTracking, unlinkTracking } from './personal-data.ts';
export { type RecordedTopic, recordDomainEvent } from './record-domain-event.ts';
export { markAllDaysStale, rebuildStaleDays } from './roll-ups.ts';
