'use client';
import { Button } from '@payloadcms/ui';
import type { DiaryVisit, OpenSlots } from '../../services/appointments/diary.ts';
import { londonLongDay, londonTime } from '../london-format.ts';
import { Sheet } from '../sheet.tsx';
import { placeOf } from '../wording.ts';
import styles from './sheets.module.css';

type Props = { visit: DiaryVisit; target: OpenSlots; busy: boolean; onMove: () => void; onClose: () => void };

/** Asks before a dragged visit is moved: the customer is told at once. */
export const MoveSheet = ({ visit, target, busy, onMove, onClose }: Props) => (
  <Sheet title={`Move ${visit.name}?`} onClose={onClose}>
    <dl className={styles.facts}>
      <dt>From</dt>
      <dd>{momentOf(visit)}</dd>
      <dt>To</dt>
      <dd>
        <strong>{momentOf(target)}</strong>
      </dd>
      {target.showroomId !== visit.showroomId && (
        <>
          <dt>Where</dt>
          <dd>{placeOf({ ...target, postcode: visit.postcode })}</dd>
        </>
      )}
    </dl>
    <p className={styles.note}>The customer gets an e-mail with the new time.</p>
    <footer className={styles.footer}>
      <Button size="small" margin={false} disabled={busy} onClick={onMove}>
        Move it
      </Button>
      <Button size="small" margin={false} buttonStyle="secondary" disabled={busy} onClick={onClose}>
        Leave it where it was
      </Button>
    </footer>
  </Sheet>
);

const momentOf = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) =>
  `${londonLongDay(startsAt)}, ${londonTime(startsAt)}–${londonTime(endsAt)}`;
