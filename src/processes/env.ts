import addressparser from 'nodemailer/lib/addressparser';
import { z } from 'zod';

const parseList = (value: string) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** `hello@example.com`, or with a display name: `Lomash Wood <hello@example.com>`. */
const sender = z.string().transform((value, context) => {
  const [first, ...others] = addressparser(value, { flatten: true });
  if (first?.address.includes('@') && others.length === 0) return { ...first, name: first.name || 'Lomash Wood' };
  context.addIssue({ code: 'custom', message: 'expected one address, such as "Lomash Wood <hello@example.com>"' });
  return z.NEVER;
});

const port = z.coerce.number().int().min(0).max(65_535);

const stripTrailingSlash = (url: string) => url.replace(/\/+$/, '');

/** The environment variables of every process. Secrets and service URLs have no defaults; the local launcher sets them. */
const variables = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  PORT: port.default(3000),
  INTERNAL_PORT: port.default(3001),
  WORKER_METRICS_PORT: port.optional(),
  HOST: z.string().optional(),
  INTERNAL_HOST: z.string().optional(),
  SHUTDOWN_NOTICE_MS: z.coerce.number().int().min(0).default(5000),
  PUBLIC_URL: z.url(),
  CDN_URL: z.url().transform(stripTrailingSlash).optional(),
  CORS_ORIGINS: z.string().default('').transform(parseList),
  DATABASE_URL: z.url(),
  DATABASE_REPLICA_URLS: z.string().default('').transform(parseList),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).default(20),
  REDIS_URL: z.url(),
  SMTP_URL: z.url(),
  SMTP_TIMEOUT_MS: z.coerce.number().int().min(100).default(20_000),
  EMAIL_FROM: sender,
  KITCHEN_TEAM_EMAIL: z.email().default('kitchen-team@lomashwood.co.uk'),
  BEDROOM_TEAM_EMAIL: z.email().default('bedroom-team@lomashwood.co.uk'),
  SALES_TEAM_EMAIL: z.email().default('sales@lomashwood.co.uk'),
  PAYLOAD_SECRET: z.string().min(16),
  CUSTOMER_TOKEN_SECRET: z.string().min(32),
  INTERNAL_TOKENS: z
    .string()
    .transform(parseList)
    .pipe(z.array(z.string().min(16)).min(1)),
  STRIPE_SECRET_KEY: z.string().regex(/^[sr]k_\w+$/, 'expected a secret key, sk_test_… or sk_live_…'),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform(parseList)
    .pipe(z.array(z.string().startsWith('whsec_')).min(1)),
  STRIPE_API_URL: z.url().optional(),
  TRUSTED_PROXIES: z.string().default('').transform(parseList),
  WEBSITE_TOKENS: z
    .string()
    .default('')
    .transform(parseList)
    .pipe(z.array(z.string().min(16))),
  S3_BUCKET: z.string().optional(),
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  MEDIA_DIR: z.string().optional(),
  CLOUDFRONT_DISTRIBUTION_ID: z.string().optional(),
  CLOUDFRONT_ENDPOINT: z.url().optional(),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().min(10).optional(),
  RATE_LIMIT_MULTIPLIER: z.coerce.number().positive().default(1),
  WEB_ROLES: z
    .string()
    .default('api,admin')
    .transform(parseList)
    .pipe(z.array(z.enum(['api', 'admin'])).min(1)),
  /** URL of a collector. OpenTelemetry itself reads this and related variables; our code only checks whether this one is set. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

const schema = variables.transform((values) => ({
  ...values,
  CDN_URL: values.CDN_URL ?? new URL(values.PUBLIC_URL).origin,
}));

export type Env = z.output<typeof schema>;

/** Returns the names of missing storage variables. Files are stored in a bucket, or in a folder that all processes share. */
function missingForStorage(values: Record<string, string | undefined>): string[] {
  if (!values.S3_BUCKET) return values.MEDIA_DIR ? [] : ['S3_BUCKET (or MEDIA_DIR)'];
  const keys = ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'];
  // Without explicit keys the SDK uses its default credential chain, such as the machine's role.
  const required = keys.some((name) => values[name]) ? ['S3_REGION', ...keys] : ['S3_REGION'];
  return required.filter((name) => !values[name]);
}

/**
 * Parses the environment.
 * @throws Error that names every missing or malformed variable, so that an operator can correct all of them at once
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = schema.safeParse(filled);
  const missing = missingForStorage(filled).map((name) => `  ${name} is missing`);
  if (result.success && missing.length === 0) return result.data;
  const lines = (result.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    return filled[name] === undefined ? `  ${name} is missing` : `  ${name}: ${issue.message}`;
  });
  const names = [...new Set([...lines, ...missing])].join('\n');
  throw new Error(
    `The environment is incomplete or invalid:\n${names}\nSee .env.example, or use "npm start" for local services.`,
  );
}

/**
 * Parses the environment of this process, and sets the variables that Payload, React and Next read when they are loaded. Call it
 * before anything imports them. DISABLE_PAYLOAD_HMR stops Payload from connecting to a Next dev server, since none runs.
 * @throws Error as {@link parseEnv}
 */
export function readProcessEnv(): Env {
  const env = parseEnv(process.env);
  Object.assign(process.env, { NODE_ENV: env.NODE_ENV, DISABLE_PAYLOAD_HMR: 'true' });
  return env;
}
