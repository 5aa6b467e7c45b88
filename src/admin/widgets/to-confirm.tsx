import { Link } from '@payloadcms/ui';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { listPending } from '../../services/appointments/dashboard.ts';
import type { Visit } from '../../services/appointments/visits.ts';
import { bookingLists } from '../lists/booking-lists.ts';
import { type ListName, queryNamed } from '../lists/ready-list.ts';
import { londonDay, londonTime } from '../london-format.ts';
import { deskText } from '../strings/desk-text.ts';
import { Card } from './card.tsx';
import styles from './to-confirm.module.css';
import { VisitList } from './visit-list.tsx';

const SHOWN = 6;

/** Bookings that wait to be confirmed, the soonest visit first, and visits that nobody has closed. */
export async function ToConfirm({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'sales')) return null;
  const text = deskText(i18n);
  const { admin } = payload.config.routes;
  const { total, overdue, next } = await listPending(payload, SHOWN);
  const lists = bookingLists(new Date());
  const href = (name: ListName) => `${admin}/collections/bookings?${queryNamed(lists, name)}`;
  return (
    <Card
      title={text('home:toConfirm')}
      note={total > SHOWN && <Link href={href('toConfirm')}>{text('home:all', { count: total })}</Link>}
    >
      {total > 0 ? (
        <VisitList text={text} visits={next} adminRoute={admin} label={dayAndTime} showStatus={false} />
      ) : (
        <p className={styles.done}>{text('home:everythingConfirmed')}</p>
      )}
      {overdue > 0 && (
        <Link className={styles.overdue} href={href('toClose')}>
          {text('home:stillOpen', { count: overdue })}
        </Link>
      )}
    </Card>
  );
}

const dayAndTime = ({ startsAt }: Visit) => `${londonDay(startsAt)}, ${londonTime(startsAt)}`;
