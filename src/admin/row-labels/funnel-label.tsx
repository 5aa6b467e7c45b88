'use client';
import { useRowLabel } from '@payloadcms/ui';

type Funnel = { name?: string; steps?: unknown[] };

/** "Purchase, 4 steps". */
export function FunnelLabel() {
  const { name, steps = [] } = useRowLabel<Funnel>().data ?? {};
  return <span>{name ? `${name}, ${steps.length} steps` : 'New funnel'}</span>;
}
