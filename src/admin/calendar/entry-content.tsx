import '../tokens.css';
import type { OpenSlots } from '../../services/appointments/diary.ts';
import { londonTime } from '../london-format.ts';
import type { DeskText } from '../strings/desk-text.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import { placeOf, roomsOf, STATUS_LABELS, TYPE_LABELS } from '../wording.ts';
import styles from './calendar.module.css';
import type { Entry } from './diary-events.ts';

type Props = {
  entry: Entry /** In one line, where there is no room for more. */;
  brief?: boolean /** There is room for the time alone. */;
  nameless?: boolean;
};

/** What the calendar says of an entry. */
export function EntryContent({ entry, brief = false, nameless = false }: Props) {
  const text = useDeskText();
  if (entry.kind === 'open') {
    const { slots } = entry;
    return (
      <span className={styles.entry} title={openName(text, slots)}>
        <strong>{openLabel(text, slots)}</strong>
        <span className={styles.detail}>{slots.showroom ?? ''}</span>
      </span>
    );
  }
  const { visit } = entry;
  const status = STATUS_LABELS[visit.status];
  return (
    <span
      className={styles.entry}
      data-brief={brief || undefined}
      title={`${visit.name}, ${placeOf(text, visit)}, ${status}`}
    >
      <time>{londonTime(visit.startsAt)}</time> {!nameless && <strong>{visit.name}</strong>}
      {!brief && (
        <span className={styles.detail}>
          {placeOf(text, visit)} · {roomsOf(text, visit)} · {status}
        </span>
      )}
    </span>
  );
}

function openLabel(text: DeskText, { state, slotIds }: OpenSlots): string {
  if (state === 'FREE') return text('calendar:free', { count: slotIds.length });
  return text(state === 'HELD' ? 'calendar:held' : 'calendar:closed');
}

/** "2 free, Showroom visit, Clapham". */
export const openName = (text: DeskText, slots: OpenSlots) =>
  [openLabel(text, slots), TYPE_LABELS[slots.type], slots.showroom].filter(Boolean).join(', ');
