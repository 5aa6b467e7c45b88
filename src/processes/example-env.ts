/** A value for each required variable, for commands that build the configuration but use no service. */
export const EXAMPLE_ENV: Record<string, string> = {
  PUBLIC_URL: 'http://localhost:3000',
  DATABASE_URL: 'postgres://localhost/unused',
  REDIS_URL: 'redis://localhost',
  SMTP_URL: 'smtp://localhost',
  EMAIL_FROM: 'unused@localhost',
  PAYLOAD_SECRET: 'unused'.repeat(4),
  CUSTOMER_TOKEN_SECRET: 'unused'.repeat(8),
  INTERNAL_TOKENS: 'unused'.repeat(4),
  MEDIA_DIR: 'unused',
  STRIPE_SECRET_KEY: 'sk_test_unused',
  STRIPE_WEBHOOK_SECRET: 'whsec_unused',
  LOG_LEVEL: 'error',
};
