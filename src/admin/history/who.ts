import type { Who } from '../../services/history/read-history.ts';

/** Who made a change, for people. */
export function whoText({ kind, name }: Who): string {
  if (kind === 'staff') return name ?? 'Somebody who has left';
  return kind === 'customer' ? 'The customer' : 'The system';
}
