import { getPayload } from 'payload';
import config from '../payload.config.ts';
import { withTransaction } from './database/transaction.ts';
import { markAllStale } from './services/analytics/rebuild.ts';

// Has the workers make the rollups of analytics anew, where the raw events are still there (docs/dashboards.md).
const payload = await getPayload({ config, disableOnInit: true });
await withTransaction(payload, markAllStale);
payload.logger.info('The workers make the rollups of analytics anew.');
process.exit(0);
