import { getPayload } from 'payload';
import config from '../../payload.config.ts';
import { closeDomain } from '../../src/close-domain.ts';
import { env } from '../../src/env.ts';
import { ensureFirstAdmin } from '../../src/services/identity/first-admin.ts';
import { fillWithDemoData } from './fill.ts';
import { findSimulator } from './sales/past-payments.ts';

/** Demo data for an empty, migrated database; the launcher runs it. Locally the whole staff shares the admin's password. */
const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password, STRIPE_API_URL: stripeUrl } = env;
if (!email || !password) throw new Error('The demo staff needs ADMIN_EMAIL and ADMIN_PASSWORD.');

const payload = await getPayload({ config, disableOnInit: true });
await ensureFirstAdmin(payload, { email, password });
const filled = await fillWithDemoData(payload, {
  password,
  report: (line) => console.log(`demo data: ${line}`),
  simulator: stripeUrl ? await findSimulator(stripeUrl) : undefined,
});
if (!filled) console.log('demo data: there are showrooms already, nothing to do');
await closeDomain(payload);
process.exit(0);
