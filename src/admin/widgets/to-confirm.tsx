import { Link } from '@payloadcms/ui';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { listPending } from '../../services/appointments/dashboard.ts';
import type { Visit } from '../../services/appointments/visits.ts';
import { bookingLists } from '../lists/booking-lists.ts';
import { londonDay, londonTime } from '../london-format.ts';
import { Card } from './card.tsx';
import styles from './to-confirm.module.css';
import { VisitList } from './visit-list.tsx';

const SHOWN = 6;

/** Bookings that wait to be confirmed, the soonest visit first, and visits that nobody has closed. */
export async function ToConfirm({ req: { payload, user } }: WidgetServerProps) {
  if (!hasRole(user, 'sales')) return null;
  const { admin } = payload.config.routes;
  const { total, overdue, next } = await listPending(payload, SHOWN);
  const lists = bookingLists(new Date());
  const href = (label: string) => `${admin}/collections/bookings?${lists.find((list) => list.label === label)?.query}`;
  return (
    <Card title="To confirm" note={total > SHOWN && <Link href={href('To confirm')}>All {total} →</Link>}>
      {total > 0 ? (
        <VisitList visits={next} adminRoute={admin} label={dayAndTime} showStatus={false} />
      ) : (
        <p className={styles.done}>Everything is confirmed.</p>
      )}
      {overdue > 0 && (
        <Link className={styles.overdue} href={href('To close')}>
          {overdue === 1 ? 'One past visit is' : `${overdue} past visits are`} still open: completed or no-show?
        </Link>
      )}
    </Card>
  );
}

const dayAndTime = ({ startsAt }: Visit) => `${londonDay(startsAt)}, ${londonTime(startsAt)}`;
