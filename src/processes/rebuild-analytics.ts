import { getPayload } from 'payload';
import { withTransaction } from '../database/transaction.ts';
import { markAllDaysStale } from '../services/analytics/index.ts';
import { parseEnv } from './env.ts';
import { siteConfig } from './site-config.ts';

// Marks all days as stale, so that the workers rebuild the analytics rollups of days whose raw events still exist
// (docs/dashboards.md).
const payload = await getPayload({ config: siteConfig(parseEnv(process.env)), disableOnInit: true });
await withTransaction(payload, markAllDaysStale);
payload.logger.info('The workers will rebuild the analytics rollups.');
process.exit(0);
