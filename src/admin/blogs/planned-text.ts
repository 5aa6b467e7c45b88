import type { Planned } from '../../services/content/blog/planned.ts';
import { londonMoment } from '../london-format.ts';
import type { DeskText } from '../strings/desk-text.ts';

/** "Publishes Tue 24 Nov 2026, 09:30", or that it did not come to that. */
export function plannedText(text: DeskText, { type, at, failure }: Planned): string {
  const publish = type === 'publish';
  if (failure !== null) return text(publish ? 'blogs:publishingFailed' : 'blogs:unpublishingFailed');
  return text(publish ? 'blogs:publishes' : 'blogs:unpublishes', { at: londonMoment(at) });
}
