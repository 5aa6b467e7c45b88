'use client';
import { useConfig, useDocumentInfo } from '@payloadcms/ui';
import { siteUrls } from '../../services/site-urls.ts';
import { useDeskText } from '../strings/use-desk-text.ts';

/** Leads to a post on the website, once it is there. */
export function ViewOnSite() {
  const { config } = useConfig();
  const text = useDeskText();
  const { hasPublishedDoc, savedDocumentData } = useDocumentInfo();
  const slug: unknown = savedDocumentData?.slug;
  if (!hasPublishedDoc || typeof slug !== 'string') return null;
  return (
    <a href={siteUrls(config.serverURL).post(slug)} target="_blank" rel="noreferrer">
      {text('blogs:viewOnSite')}
    </a>
  );
}
