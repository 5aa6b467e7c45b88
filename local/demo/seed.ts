import { getPayload } from 'payload';
import { liftTimeLimits } from '../../src/database/migrate.ts';
import { closeRuntime } from '../../src/plugin/index.ts';
import { parseEnv } from '../../src/processes/env.ts';
import { siteConfig } from '../../src/processes/site-config.ts';
import { ensureFirstAdmin } from '../../src/services/identity/staff.ts';
import { fillWithDemoData } from './fill-with-demo-data.ts';
import { findSimulator } from './sales/past-payments.ts';

/**
 * Seeds an empty, migrated database with demo data; the launcher runs it. All demo staff share the admin's password.
 */
const env = parseEnv(process.env);
const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password, STRIPE_API_URL: stripeUrl } = env;
if (!email || !password)
  throw new Error('Set ADMIN_EMAIL and ADMIN_PASSWORD: the demo staff accounts need a password.');

const payload = await getPayload({ config: siteConfig(env), disableOnInit: true });
liftTimeLimits(payload);
await ensureFirstAdmin(payload, { email, password });
const filled = await fillWithDemoData(payload, {
  password,
  report: (line) => console.log(`demo data: ${line}`),
  simulator: stripeUrl ? await findSimulator(stripeUrl) : undefined,
});
if (!filled) console.log('demo data: not added, because the database has showrooms already');
await closeRuntime(payload);
process.exit(0);
