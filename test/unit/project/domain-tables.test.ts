import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectFiles } from './project-files.ts';

/** Whose table or collection it is, and the files that may name it in SQL or to the Local API. */
const OWNERS: { tables: string[]; places: RegExp }[] = [
  {
    tables: [
      ...[
        'customers',
        'customer_credentials',
        'refresh_tokens',
        'used_codes',
        'former_emails',
        'users',
        'users_sessions',
      ],
      ...['staff_reset_tokens', 'payload_preferences'],
    ],
    places: /^src\/(services\/identity\/|collections\/(customers|users)\.ts|access\/roles\.ts)/,
  },
  {
    tables: [
      ...['bookings', 'time_slots', 'showrooms', 'showrooms_opening_hours', 'availability', 'availability_schedules'],
      ...['availability_schedules_hours', 'availability_closed_days'],
    ],
    places:
      /^src\/(services\/appointments\/|collections\/(bookings|time-slots|showrooms)\.ts|hooks\/(bookings|time-slots|showrooms)\/|globals\/availability\.ts)/,
  },
  {
    tables: [
      ...['products', 'products_rels', '_products_v', '_products_v_rels', 'product_cards'],
      ...['colours', 'styles', 'ranges', 'finishes'],
    ],
    places: /^src\/(services\/catalogue\/|collections\/(products|taxonomies)\.ts|hooks\/(products|taxonomies)\/)/,
  },
  {
    tables: [
      ...['media', 'abandoned_files', 'blogs', '_blogs_v', 'redirects', 'redirects_rels'],
      ...['content_task_requests', 'content_task_runs', 'sitemap_parts'],
    ],
    places: /^src\/(services\/content\/|collections\/(blogs|media|redirects)\.ts|hooks\/(blogs|media)\/)/,
  },
  {
    tables: ['brochures', 'brochure_requests'],
    places: /^src\/(services\/brochures\/|collections\/brochure(s|-requests)\.ts|hooks\/brochures\/)/,
  },
  // Payload's own queue, of which only the schedules of posts are used.
  { tables: ['payload_jobs'], places: /^src\/services\/content\/blog\// },
  {
    tables: [
      ...['tracking_events', 'tracking_events_default', 'analytics_counts', 'analytics_deltas', 'analytics_seen'],
      ...['analytics_identities', 'analytics_step_events', 'analytics_stale_days', 'analytics_retention'],
      ...['analytics_funnel_steps', 'analytics_funnel_queue', 'analytics_funnel_progress'],
      ...['analytics_settings', 'analytics_settings_funnels', 'analytics_settings_funnels_steps'],
      'refused_events',
    ],
    places:
      /^src\/(services\/analytics\/|database\/tracking-events\.ts|globals\/analytics-settings\.ts|hooks\/analytics-settings\/|collections\/refused-events\.ts)/,
  },
  {
    tables: [
      ...[
        'orders',
        'orders_items',
        'payments',
        'invoices',
        'loyalty_accounts',
        'loyalty_entries',
        'refunds',
        'disputes',
        'payment_failures',
        'intent_cancellations',
      ],
      ...['stripe_events', 'invoice_counters', 'status_changes', 'installation'],
    ],
    places: /^src\/(services\/sales\/|collections\/(orders|payments|invoices|loyalty)\.ts|hooks\/sales\/)/,
  },
  { tables: ['changes'], places: /^src\/(services\/history\/|collections\/changes\.ts)/ },
  { tables: ['settings'], places: /^src\/(services\/settings\/|globals\/settings\.ts)/ },
  {
    // The order in which events happened is also what tells an e-mail which state it is about.
    tables: ['domain_events', 'event_receipts'],
    places:
      /^src\/(events\/|collections\/domain-events\.ts|jobs\/metrics\.ts|services\/notifications\/booking-at-event\.ts)/,
  },
  { tables: ['cache_generations', 'cache_changes'], places: /^src\/cache\// },
  { tables: ['idempotency_keys'], places: /^src\/(services\/idempotency|jobs\/schedules)\.ts/ },
  { tables: ['payload_migrations'], places: /^src\/(gateway\/health|backup\/schema)\.ts/ },
];

/** Postgres' own, read by whoever needs it. */
const SYSTEM = /^(pg_|information_schema)/;
/** The schema itself, which knows every table. */
const SCHEMA = /^src\/(database\/(indexes|\w+-tables|constraint-problem)|payload-types)\.ts$/;

const SQL_NAME = /\b(?<!DISTINCT )(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+)?"?([a-z_]+)\b(?!\s*\()/g;
const LOCAL_API_NAME = /(?:\bcollection: |Global\(\{[^}]*\bslug: )'([a-z-]+)'/g;
/** Names that one statement gives its own parts: WITH due AS (…), and functions that read like tables. */
const LOCAL_NAME = /\b([a-z_]+)(?: \([a-z_, ]+\))? AS (?:(?:NOT )?MATERIALIZED )?\(/g;

const ownerOf = (table: string) => OWNERS.find(({ tables }) => tables.includes(table));

const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

/** The tables that `text` names, a collection's slug as its table. */
function tablesIn(text: string): string[] {
  const own = new Set(names(text, LOCAL_NAME));
  const inSql = names(text, SQL_NAME).filter((name) => !own.has(name) && !SYSTEM.test(name));
  return [...new Set([...inSql, ...names(text, LOCAL_API_NAME).map((slug) => slug.replaceAll('-', '_'))])];
}

const sources = projectFiles('src/').filter((file) => /\.tsx?$/.test(file) && !SCHEMA.test(file));

describe('a domain’s tables', () => {
  it('are named by its own files alone', () => {
    const trespasses = sources.flatMap((file) =>
      tablesIn(readFileSync(file, 'utf8'))
        .filter((table) => !ownerOf(table)?.places.test(file))
        .map((table) => `${file} names ${table}`),
    );
    expect(sources.length).toBeGreaterThan(0);
    expect(trespasses).toEqual([]);
  });

  it('are known: each that a migration makes has an owner', () => {
    const made = projectFiles('migrations/').flatMap((file) =>
      file.endsWith('.ts') ? names(readFileSync(file, 'utf8'), /CREATE TABLE "?([a-z_]+)/g) : [],
    );
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter((table) => !ownerOf(table) && !/^(payload|_)/.test(table))).toEqual([]);
  });

  it('are found in SQL and in calls of the Local API', () => {
    expect(tablesIn('sql`SELECT 1 FROM time_slots s JOIN "users" u`')).toEqual(['time_slots', 'users']);
    expect(tablesIn("payload.find({ collection: 'time-slots' })")).toEqual(['time_slots']);
    expect(tablesIn("payload.findGlobal({ req, slug: 'settings' })")).toEqual(['settings']);
    expect(tablesIn("widget({ slug: 'to-confirm' })")).toEqual([]);
    expect(tablesIn('WITH due AS (DELETE FROM bookings RETURNING id) SELECT id FROM due')).toEqual(['bookings']);
    expect(tablesIn('SELECT extract(epoch FROM now())')).toEqual([]);
    expect(tablesIn('WHERE a IS NOT DISTINCT FROM b.c')).toEqual([]);
  });
});
