import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresAdapter } from '@payloadcms/db-postgres';
import { nodemailerAdapter } from '@payloadcms/email-nodemailer';
import { lexicalEditor } from '@payloadcms/richtext-lexical';
import { buildConfig } from 'payload';
import { mailTransport } from './src/emails/mail-transport.ts';
import { env } from './src/env.ts';
import { lomashWood } from './src/extension.ts';
import { graphqlLimits } from './src/gateway/graphql-limits.ts';
import { log } from './src/log.ts';
import { openStorage } from './src/storage/open-storage.ts';

const root = path.dirname(fileURLToPath(import.meta.url));

export default buildConfig({
  serverURL: env.PUBLIC_URL,
  secret: env.PAYLOAD_SECRET,
  csrf: [env.PUBLIC_URL],
  cors: env.CORS_ORIGINS,
  telemetry: false,
  logger: log,
  db: postgresAdapter({
    idType: 'uuidv7',
    push: false,
    migrationDir: path.join(root, 'migrations'),
    readReplicas: env.DATABASE_REPLICA_URLS.length ? env.DATABASE_REPLICA_URLS : undefined,
    pool: {
      connectionString: env.DATABASE_URL,
      max: env.DATABASE_POOL_SIZE,
      connectionTimeoutMillis: 3000,
      // With the wait for a connection it stays below the 5 s in which every request is answered.
      statement_timeout: 3500,
      idle_in_transaction_session_timeout: 10_000,
      keepAlive: true,
      // However a connection has gone bad, it is not kept for ever.
      maxLifetimeSeconds: 1800,
    },
  }),
  email: nodemailerAdapter({
    defaultFromAddress: env.EMAIL_FROM.address,
    defaultFromName: env.EMAIL_FROM.name,
    skipVerify: true,
    transport: mailTransport(env.SMTP_URL, env.SMTP_TIMEOUT_MS),
  }),
  editor: lexicalEditor(),
  graphQL: graphqlLimits,
  admin: {
    user: 'users',
    importMap: { baseDir: root, importMapFile: path.join(root, 'src/app/(payload)/admin/importMap.js') },
    dateFormat: 'd MMM yyyy, HH:mm',
    timezones: { defaultTimezone: 'Europe/London', supportedTimezones: [{ label: 'London', value: 'Europe/London' }] },
  },
  typescript: { outputFile: path.join(root, 'src/payload-types.ts'), autoGenerate: false },
  plugins: [
    lomashWood({
      customerTokenSecret: env.CUSTOMER_TOKEN_SECRET,
      redisUrl: env.REDIS_URL,
      publicUrl: env.PUBLIC_URL,
      cdnUrl: env.CDN_URL,
      storage: openStorage(env),
      cloudFront: env.CLOUDFRONT_DISTRIBUTION_ID
        ? { distributionId: env.CLOUDFRONT_DISTRIBUTION_ID, endpoint: env.CLOUDFRONT_ENDPOINT }
        : undefined,
      teamEmails: { kitchen: env.KITCHEN_TEAM_EMAIL, bedroom: env.BEDROOM_TEAM_EMAIL, sales: env.SALES_TEAM_EMAIL },
      emailFrom: env.EMAIL_FROM.address,
      internalTokens: env.INTERNAL_TOKENS,
      stripe: {
        secretKey: env.STRIPE_SECRET_KEY,
        webhookSecrets: env.STRIPE_WEBHOOK_SECRET,
        apiUrl: env.STRIPE_API_URL,
      },
      rateLimitMultiplier: env.RATE_LIMIT_MULTIPLIER,
      checkReplies: env.NODE_ENV !== 'production',
    }),
  ],
});
