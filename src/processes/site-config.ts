import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresAdapter } from '@payloadcms/db-postgres';
import { nodemailerAdapter } from '@payloadcms/email-nodemailer';
import { lexicalEditor } from '@payloadcms/richtext-lexical';
import { buildConfig, type SanitizedConfig } from 'payload';
import type { Logger } from 'pino';
import { createMailTransport } from '../emails/create-mail-transport.ts';
import { graphqlLimits } from '../gateway/graphql/rules.ts';
import { lomashWood } from '../plugin/index.ts';
import { openStorage } from '../storage/open-storage.ts';
import type { Env } from './env.ts';
import { createSiteLogger } from './site-log.ts';

// Not `new URL('../..', import.meta.url)`, which Next's bundler would resolve as a module.
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export type SiteConfigOptions = {
  /** The log of Payload and of the plugin. Defaults to {@link createSiteLogger}. */
  logger?: Logger;
  /** See {@link LomashWoodOptions}. No variable sets it, because a lower cost makes stolen hashes easier to guess. */
  passwordCost?: number;
};

/**
 * Builds Payload's configuration of this site. It opens no connections. Each call returns a configuration of its own, so that
 * one process can run several sites.
 */
export function siteConfig(env: Env, options: SiteConfigOptions = {}): Promise<SanitizedConfig> {
  return buildConfig({
    serverURL: env.PUBLIC_URL,
    secret: env.PAYLOAD_SECRET,
    csrf: [env.PUBLIC_URL],
    cors: env.CORS_ORIGINS,
    telemetry: false,
    logger: options.logger ?? createSiteLogger(env),
    db: postgresAdapter({
      idType: 'uuidv7',
      push: false,
      migrationDir: path.join(root, 'migrations'),
      readReplicas: env.DATABASE_REPLICA_URLS.length ? env.DATABASE_REPLICA_URLS : undefined,
      pool: {
        connectionString: env.DATABASE_URL,
        max: env.DATABASE_POOL_SIZE,
        connectionTimeoutMillis: 3000,
        // While Postgres does not respond, requests are refused within 5 s (docs/operations.md), so a statement must end earlier.
        statement_timeout: 3500,
        idle_in_transaction_session_timeout: 10_000,
        keepAlive: true,
        // The pool replaces each connection after 30 minutes, so that a degraded connection is not used for longer.
        maxLifetimeSeconds: 1800,
      },
    }),
    email: nodemailerAdapter({
      defaultFromAddress: env.EMAIL_FROM.address,
      defaultFromName: env.EMAIL_FROM.name,
      skipVerify: true,
      transport: createMailTransport(env.SMTP_URL, env.SMTP_TIMEOUT_MS),
    }),
    editor: lexicalEditor(),
    graphQL: graphqlLimits,
    admin: {
      user: 'users',
      importMap: { baseDir: root, importMapFile: path.join(root, 'src/app/(payload)/admin/importMap.js') },
      dateFormat: 'd MMM yyyy, HH:mm',
      timezones: {
        defaultTimezone: 'Europe/London',
        supportedTimezones: [{ label: 'London', value: 'Europe/London' }],
      },
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
        passwordCost: options.passwordCost,
        checkReplies: env.NODE_ENV !== 'production',
      }),
    ],
  });
}
