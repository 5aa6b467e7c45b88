import '../tokens.css';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { countSlotsAhead } from '../../services/appointments/dashboard.ts';
import { deskText } from '../strings/desk-text.ts';
import { TYPE_COLOURS, TYPE_LABELS } from '../wording.ts';
import { Card } from './card.tsx';
import styles from './free-slots.module.css';

const DAYS = 7;

/** How full the next days are, by type of appointment and showroom. */
export async function FreeSlots({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'sales', 'analyst')) return null;
  const text = deskText(i18n);
  const capacities = await countSlotsAhead(payload, DAYS);
  return (
    <Card title={text('home:freeSlots')} note={text('home:nextDays', { count: DAYS })}>
      {capacities.length === 0 && <p className={styles.none}>{text('home:noSlots')}</p>}
      <ul className={styles.list}>
        {capacities.map(({ type, showroom, free, total }) => (
          <li key={`${type} ${showroom}`}>
            <span className={styles.row}>
              <span>{showroom ? text('common:atShowroom', { name: showroom }) : TYPE_LABELS[type]}</span>
              <span>
                <strong>{free}</strong> {text('home:ofTotal', { total })}
              </span>
            </span>
            <span className={styles.track}>
              <span style={{ width: `${(100 * (total - free)) / total}%`, background: TYPE_COLOURS[type] }} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
