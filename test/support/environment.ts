import { tmpdir } from 'node:os';
import path from 'node:path';

/** The secret key of the Stripe simulator, and the signing secret of its webhooks. */
export const STRIPE = { secretKey: 'sk_test_simulator', webhookSecret: 'whsec_for_tests_only' };

type Urls = { databaseUrl: string; redisUrl: string; smtpUrl?: string };

/** Returns a complete environment for a site under test. Port 0 means any free port. */
export function siteEnvironment({
  databaseUrl,
  redisUrl,
  smtpUrl = 'smtp://127.0.0.1:9',
}: Urls): Record<string, string> {
  return {
    NODE_ENV: 'test',
    PORT: '0',
    INTERNAL_PORT: '0',
    HOST: '127.0.0.1',
    INTERNAL_HOST: '127.0.0.1',
    SHUTDOWN_NOTICE_MS: '0',
    PUBLIC_URL: 'http://localhost:3000',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '10',
    REDIS_URL: redisUrl,
    SMTP_URL: smtpUrl,
    // Use one folder per database, because the rows of a database refer to the files.
    MEDIA_DIR: path.join(tmpdir(), 'lomash-test-media', new URL(databaseUrl).pathname),
    EMAIL_FROM: 'hello@lomashwood.co.uk',
    PAYLOAD_SECRET: 'a-payload-secret-for-tests-only',
    CUSTOMER_TOKEN_SECRET: 'a-customer-token-secret-for-tests-only',
    INTERNAL_TOKENS: 'an-internal-token-for-tests,another-internal-token-for-tests',
    STRIPE_SECRET_KEY: STRIPE.secretKey,
    STRIPE_WEBHOOK_SECRET: STRIPE.webhookSecret,
    STRIPE_API_URL: 'http://127.0.0.1:9',
    RATE_LIMIT_MULTIPLIER: '1000',
    LOG_LEVEL: 'fatal',
    DISABLE_PAYLOAD_HMR: 'true',
  };
}
