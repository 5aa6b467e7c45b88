import { Link } from '@payloadcms/ui';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { listVisits } from '../../services/appointments/visits.ts';
import { inLondon } from '../../services/london.ts';
import { londonDayKey, londonLongDay } from '../london-format.ts';
import { deskText } from '../strings/desk-text.ts';
import { Card } from './card.tsx';
import { Column, Columns } from './column.tsx';
import styles from './coming-visits.module.css';
import { VisitList } from './visit-list.tsx';

const DAYS = 3;
const NAMES = ['home:today', 'home:tomorrow'] as const;

/** The visits of today and the next days, for those who make them. */
export async function ComingVisits({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'sales')) return null;
  const text = deskText(i18n);
  const { admin } = payload.config.routes;
  const today = inLondon().startOf('day');
  const days = Array.from({ length: DAYS }, (_, i) => today.plus({ days: i }));
  const visits = await listVisits(payload, { from: today.toJSDate(), to: today.plus({ days: DAYS }).toJSDate() });
  return (
    <Card title={text('home:comingVisits')} note={<Link href={`${admin}/calendar`}>{text('home:calendar')}</Link>}>
      <Columns>
        {days.map((day, i) => {
          const ofDay = visits.filter(({ startsAt }) => londonDayKey(startsAt) === day.toISODate());
          return (
            <Column
              key={day.toISODate()}
              title={text(NAMES[i] ?? 'home:dayAfter')}
              note={londonLongDay(day.toJSDate())}
            >
              {ofDay.length > 0 ? (
                <VisitList text={text} visits={ofDay} adminRoute={admin} />
              ) : (
                <p className={styles.none}>{text('home:noVisits')}</p>
              )}
            </Column>
          );
        })}
      </Columns>
    </Card>
  );
}
