import { getPayload } from 'payload';
import { LOCK_RETRY_POLICY, retryUntilLocked } from '../database/locks.ts';
import { migrateOnce, SILENCE_LIMITS, withSilenceLimit } from '../database/migrate.ts';
import { ensureTrackingPartitions } from '../database/schema/tracking-partitions.ts';
import { database } from '../database/transaction.ts';
import { ensureFirstAdmin } from '../services/identity/index.ts';
import { parseEnv } from './env.ts';
import { siteConfig } from './site-config.ts';

// The release step: migrates the schema, creates the tracking partitions of this month and the next, and creates the first admin.
// Several processes may run it concurrently.
const env = parseEnv(process.env);
await withSilenceLimit(env.DATABASE_URL, SILENCE_LIMITS, async () => {
  const payload = await getPayload({ config: siteConfig(env), disableOnInit: true });
  await migrateOnce(payload);
  // The partitions are created before events arrive: an insert of events can fail while their partition is being created, and is
  // then retried. Workers create the partitions of later months.
  await retryUntilLocked(payload.logger, 'tracking partitions', LOCK_RETRY_POLICY, () =>
    ensureTrackingPartitions(database(payload), 2),
  );
  if (env.ADMIN_EMAIL && env.ADMIN_PASSWORD) {
    await ensureFirstAdmin(payload, { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD });
  }
  payload.logger.info('The database is up to date.');
});
process.exit(0);
