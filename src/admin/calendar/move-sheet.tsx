'use client';
import { Button } from '@payloadcms/ui';
import type { DiaryVisit, OpenSlots } from '../../services/appointments/diary.ts';
import { londonLongDay, londonTime } from '../london-format.ts';
import { Sheet } from '../sheet.tsx';
import { useDeskText } from '../strings/use-desk-text.ts';
import { placeOf } from '../wording.ts';
import styles from './sheets.module.css';

type Props = { visit: DiaryVisit; target: OpenSlots; busy: boolean; onMove: () => void; onClose: () => void };

/** Asks before a dragged visit is moved: the customer is told at once. */
export function MoveSheet({ visit, target, busy, onMove, onClose }: Props) {
  const text = useDeskText();
  return (
    <Sheet title={text('calendar:moveSure', { name: visit.name })} onClose={onClose}>
      <dl className={styles.facts}>
        <dt>{text('calendar:from')}</dt>
        <dd>{momentOf(visit)}</dd>
        <dt>{text('calendar:to')}</dt>
        <dd>
          <strong>{momentOf(target)}</strong>
        </dd>
        {target.showroomId !== visit.showroomId && (
          <>
            <dt>{text('calendar:where')}</dt>
            <dd>{placeOf(text, { ...target, postcode: visit.postcode })}</dd>
          </>
        )}
      </dl>
      <p className={styles.note}>{text('calendar:moveTells')}</p>
      <footer className={styles.footer}>
        <Button size="small" margin={false} disabled={busy} onClick={onMove}>
          {text('calendar:moveYes')}
        </Button>
        <Button size="small" margin={false} buttonStyle="secondary" disabled={busy} onClick={onClose}>
          {text('calendar:moveNo')}
        </Button>
      </footer>
    </Sheet>
  );
}

const momentOf = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) =>
  `${londonLongDay(startsAt)}, ${londonTime(startsAt)}–${londonTime(endsAt)}`;
