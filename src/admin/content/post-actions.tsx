'use client';

import { useConfig, useDocumentInfo, useModal } from '@payloadcms/ui';
import { useEffect, useState } from 'react';
import { toDate } from '../../lib/dates.ts';
import { DEFAULT_PATHS, toPageUrl, type Website } from '../../lib/site-urls.ts';
import { callApi } from '../shared/call-api.ts';
import { Pill } from '../shared/elements.tsx';
import { formatLondonDateTime, formatScheduledStep } from '../shared/format.ts';
import { useAdminText } from '../strings/use-admin-text.ts';

type Plan = { type: 'publish' | 'unpublish'; at: string; failure: string | null };

/**
 * Shows the next scheduled step of a post in the sidebar, or why the step failed. Reloads whenever the post is saved and whenever
 * the schedule drawer opens or closes.
 */
export function ScheduleNote() {
  const { config } = useConfig();
  const text = useAdminText();
  const { id, lastUpdateTime, hasSavePermission } = useDocumentInfo();
  const { isModalOpen } = useModal();
  const [plan, setPlan] = useState<Plan | null>(null);
  const scheduling = isModalOpen(`schedule-publish-${id}`);
  const { api } = config.routes;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a save or the drawer may have changed the schedule.
  useEffect(() => {
    // The schedule is shown only to users who may edit the post.
    if (id === undefined || !hasSavePermission) return;
    const { signal, abort } = withAbort();
    void callApi<{ plan: Plan | null }>(text, `${api}/desk/posts/${id}/plan`, { signal }).then((answer) => {
      if (answer.ok) setPlan(answer.body.plan);
    });
    return abort;
  }, [id, hasSavePermission, api, text, lastUpdateTime, scheduling]);

  if (!plan) return null;
  const { failure } = plan;
  const at = toDate(plan.at);
  return (
    <div className="field-type">
      <Pill tone={failure === null ? 'blue' : 'red'}>{formatScheduledStep(text, { ...plan, at })}</Pill>
      {failure === null ? null : (
        <p className="field-description">{text('blogs:wasDue', { at: formatLondonDateTime(at), reason: failure })} </p>
      )}
    </div>
  );
}

function withAbort(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

type Settings = { website?: { [key in keyof Website]?: string | null } };

/** A link to the post on the website, once it is published. */
export function ViewOnSite() {
  const { config } = useConfig();
  const text = useAdminText();
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
    <a href={toPageUrl(website, 'post', slug)} target="_blank" rel="noreferrer">
      {text('blogs:viewOnSite')}
    </a>
  );
}
