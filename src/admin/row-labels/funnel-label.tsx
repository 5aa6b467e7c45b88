'use client';
import { useRowLabel } from '@payloadcms/ui';
import { useDeskText } from '../strings/use-desk-text.ts';

type Funnel = { name?: string; steps?: unknown[] };

/** "Purchase, 4 steps". */
export function FunnelLabel() {
  const text = useDeskText();
  const { name, steps = [] } = useRowLabel<Funnel>().data ?? {};
  return <span>{name ? text('rows:funnel', { name, count: steps.length }) : text('rows:newFunnel')}</span>;
}
