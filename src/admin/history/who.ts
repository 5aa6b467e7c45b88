import type { Who } from '../../services/history/read-history.ts';
import type { DeskText } from '../strings/desk-text.ts';

/** Who made a change, for people. */
export function whoText(text: DeskText, { kind, name }: Who): string {
  if (kind === 'staff') return name ?? text('history:hasLeft');
  return text(kind === 'customer' ? 'history:customer' : 'history:system');
}

/** Who saved a version; it was not always noted. */
export const whoSavedText = (text: DeskText, who: Who | null): string =>
  who ? whoText(text, who) : text('history:notNoted');
