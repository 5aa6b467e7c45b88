import { getPayload } from 'payload';
import config from '../payload.config.ts';
import { LOCK_PATIENCE, untilLocked } from './database/lock-patience.ts';
import { migrateOnce } from './database/migrate.ts';
import { ensureTrackingPartitions } from './database/tracking-events.ts';
import { database } from './database/transaction.ts';
import { env } from './env.ts';
import { ensureFirstAdmin } from './services/identity/first-admin.ts';

// The release step: brings the schema up to date, with the partitions of now, and creates the first staff admin. Safe to run from many places at once.
const payload = await getPayload({ config, disableOnInit: true });
await migrateOnce(payload);
// Before events come: one that is recorded while its partition is made has to be recorded again. Later months are a worker's.
await untilLocked(payload.logger, 'tracking partitions', LOCK_PATIENCE, () =>
  ensureTrackingPartitions(database(payload), 2),
);
if (env.ADMIN_EMAIL && env.ADMIN_PASSWORD) {
  await ensureFirstAdmin(payload, { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD });
}
payload.logger.info('The database is up to date.');
process.exit(0);
