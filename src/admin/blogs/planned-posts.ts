import type { Payload } from 'payload';
import { cache } from 'react';
import { type Planned, plannedPosts } from '../../services/content/blog/planned.ts';
import { londonMoment } from '../london-format.ts';

/** What is scheduled for posts, read once for a page of them. */
export const plannedOfPage = cache((payload: Payload) => plannedPosts(payload));

/** "Publishes Tue 24 Nov 2026, 09:30", or that it did not come to that. */
export function plannedText({ type, at, failure }: Planned): string {
  const [coming, failed] =
    type === 'publish' ? ['Publishes', 'Publishing failed'] : ['Unpublishes', 'Unpublishing failed'];
  return failure === null ? `${coming} ${londonMoment(at)}` : failed;
}
