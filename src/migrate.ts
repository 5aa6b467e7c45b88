import { getPayload } from 'payload';
import config from '../payload.config.ts';
import { migrateOnce } from './database/migrate.ts';
import { env } from './env.ts';
import { ensureFirstAdmin } from './services/identity/first-admin.ts';

// The release step: brings the schema up to date and creates the first staff admin. Safe to run from many places at once.
const payload = await getPayload({ config, disableOnInit: true });
await migrateOnce(payload);
if (env.ADMIN_EMAIL && env.ADMIN_PASSWORD) {
  await ensureFirstAdmin(payload, { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD });
}
payload.logger.info('The database is up to date.');
process.exit(0);
