'use client';
import { useConfig, useRowLabel } from '@payloadcms/ui';
import { useEffect, useState } from 'react';
import type { AppointmentType } from '../../services/appointments/types.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import { TYPE_LABELS } from '../wording.ts';

type Schedule = { type?: AppointmentType; showroom?: string | null };

/** "Showroom visit, Clapham". */
export function ScheduleLabel() {
  const { data } = useRowLabel<Schedule>();
  const text = useDeskText();
  const showroom = useShowroomName(data?.showroom ?? undefined);
  if (!data?.type) return <span>{text('rows:newSchedule')}</span>;
  return <span>{[TYPE_LABELS[data.type], showroom].filter(Boolean).join(', ')}</span>;
}

function useShowroomName(id: string | undefined): string | undefined {
  const { config } = useConfig();
  const [name, setName] = useState<string>();
  useEffect(() => {
    setName(undefined);
    if (!id) return;
    const abort = new AbortController();
    fetch(`${config.routes.api}/showrooms/${id}?depth=0`, { signal: abort.signal })
      .then((response) => response.json())
      .then((showroom: { name?: string }) => setName(showroom.name))
      .catch(() => undefined);
    return () => abort.abort();
  }, [config.routes.api, id]);
  return name;
}
