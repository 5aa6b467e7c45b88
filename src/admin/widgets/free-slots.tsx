import '../tokens.css';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { countSlotsAhead } from '../../services/appointments/dashboard.ts';
import { TYPE_COLOURS, TYPE_LABELS } from '../wording.ts';
import { Card } from './card.tsx';
import styles from './free-slots.module.css';

const DAYS = 7;

/** How full the next days are, by type of appointment and showroom. */
export async function FreeSlots({ req: { payload, user } }: WidgetServerProps) {
  if (!hasRole(user, 'sales', 'analyst')) return null;
  const capacities = await countSlotsAhead(payload, DAYS);
  return (
    <Card title="Free slots" note={`next ${DAYS} days`}>
      {capacities.length === 0 && <p className={styles.none}>There are none. Set the hours under Availability.</p>}
      <ul className={styles.list}>
        {capacities.map(({ type, showroom, free, total }) => (
          <li key={`${type} ${showroom}`}>
            <span className={styles.row}>
              <span>{showroom ? `${showroom} showroom` : TYPE_LABELS[type]}</span>
              <span>
                <strong>{free}</strong> of {total}
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
