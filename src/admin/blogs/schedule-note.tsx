'use client';
import { useConfig, useDocumentInfo, useModal } from '@payloadcms/ui';
import { useEffect, useState } from 'react';
import { toDate } from '../../dates.ts';
import { callApi } from '../call-api.ts';
import { londonMoment } from '../london-format.ts';
import { Pill } from '../pill.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';
import { plannedText } from './planned-text.ts';

type Plan = { type: 'publish' | 'unpublish'; at: string; failure: string | null };

/**
 * Says beside a post what will happen to it by itself, and why that failed; it looks again whenever the post is saved and the drawer
 * of the schedule is opened or closed.
 */
export function ScheduleNote() {
  const { config } = useConfig();
  const text = useDeskText();
  const { id, lastUpdateTime } = useDocumentInfo();
  const { isModalOpen } = useModal();
  const [plan, setPlan] = useState<Plan | null>(null);
  const scheduling = isModalOpen(`schedule-publish-${id}`);
  const { api } = config.routes;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a save, and the drawer, may have changed the schedule.
  useEffect(() => {
    if (id === undefined) return;
    const { signal, abort } = withAbort();
    void callApi<{ plan: Plan | null }>(text, `${api}/desk/posts/${id}/plan`, { signal }).then((answer) => {
      if (answer.ok) setPlan(answer.body.plan);
    });
    return abort;
  }, [id, api, text, lastUpdateTime, scheduling]);

  if (!plan) return null;
  const { failure } = plan;
  const at = toDate(plan.at);
  return (
    <div className="field-type">
      <Pill tone={failure === null ? 'blue' : 'red'}>{plannedText(text, { ...plan, at })}</Pill>
      {failure === null ? null : (
        <p className="field-description">{text('blogs:wasDue', { at: londonMoment(at), reason: failure })} </p>
      )}
    </div>
  );
}

function withAbort(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
