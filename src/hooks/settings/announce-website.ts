import { sql } from '@payloadcms/db-postgres/drizzle';
import type { GlobalAfterChangeHook } from 'payload';
import { generationsOf } from '../../cache/generations.ts';
import { afterCommit, sessionOf } from '../../database/transaction.ts';
import type { Setting } from '../../payload-types.ts';
import { BLOG } from '../../services/content/blog/generation.ts';
import { BLOG_PATHS, PRODUCT_PATHS } from '../../services/content/cdn/paths.ts';
import { requestTask } from '../../services/content/tasks/request-task.ts';

/** When the website's pages are elsewhere, whatever leads to them is made anew: texts with links, the sitemap, copies of the CDN. */
export const announceWebsite: GlobalAfterChangeHook = async ({ doc, previousDoc, req }) => {
  const websiteOf = (settings: Partial<Setting> | undefined) => JSON.stringify(settings?.website ?? {});
  if (websiteOf(doc) === websiteOf(previousDoc)) return doc;
  await (await sessionOf(req)).execute(sql`SELECT cache_changed(${BLOG})`);
  await requestTask(req, 'sitemap', ['settings']);
  await requestTask(req, 'cdn', [...BLOG_PATHS, ...PRODUCT_PATHS]);
  await afterCommit(req, () => generationsOf(req.payload).expire());
  return doc;
};
