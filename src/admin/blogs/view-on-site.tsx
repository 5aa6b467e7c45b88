'use client';
import { useConfig, useDocumentInfo } from '@payloadcms/ui';
import { useEffect, useState } from 'react';
import { DEFAULT_PATHS, pageUrl, type Website } from '../../services/site-urls.ts';
import { callApi } from '../call-api.ts';
import { useDeskText } from '../strings/use-desk-text.ts';

type Settings = { website?: { [key in keyof Website]?: string | null } };

/** Leads to a post on the website, once it is there. */
export function ViewOnSite() {
  const { config } = useConfig();
  const text = useDeskText();
  const { hasPublishedDoc, savedDocumentData } = useDocumentInfo();
  const [website, setWebsite] = useState<Website>();
  const slug: unknown = savedDocumentData?.slug;
  const { serverURL, routes } = config;

  useEffect(() => {
    void callApi<Settings>(text, `${routes.api}/globals/settings?depth=0`).then((answer) => {
      if (!answer.ok) return;
      const { origin, post } = answer.body.website ?? {};
      setWebsite({ ...DEFAULT_PATHS, origin: origin || serverURL, post: post || DEFAULT_PATHS.post });
    });
  }, [text, routes.api, serverURL]);

  if (!hasPublishedDoc || typeof slug !== 'string' || !website) return null;
  return (
    <a href={pageUrl(website, 'post', slug)} target="_blank" rel="noreferrer">
      {text('blogs:viewOnSite')}
    </a>
  );
}
