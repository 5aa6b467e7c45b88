import { sql } from '@payloadcms/db-postgres/drizzle';
import type { GlobalAfterChangeHook } from 'payload';
import { getCacheGenerations } from '../../cache/cache-generations.ts';
import { afterCommit, transactionOf } from '../../database/transaction.ts';
import type { Setting } from '../../payload-types.ts';
import { BLOG_GENERATION, BLOG_PATHS, PRODUCT_PATHS, requestTask } from '../../services/content/index.ts';

/** When the website's addresses change, refreshes everything that contains them: cached posts with links, the sitemap, and the CDN. */
export const announceWebsite: GlobalAfterChangeHook = async ({ doc, previousDoc, req }) => {
  const serialiseWebsite = (settings: Partial<Setting> | undefined) => JSON.stringify(settings?.website ?? {});
  if (serialiseWebsite(doc) === serialiseWebsite(previousDoc)) return doc;
  await (await transactionOf(req)).execute(sql`SELECT cache_changed(${BLOG_GENERATION})`);
  await requestTask(req, 'sitemap', ['settings']);
  await requestTask(req, 'cdn', [...BLOG_PATHS, ...PRODUCT_PATHS]);
  await afterCommit(req, () => getCacheGenerations(req.payload).expire());
  return doc;
};
