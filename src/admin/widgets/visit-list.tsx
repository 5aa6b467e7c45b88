import '../tokens.css';
import { Link } from '@payloadcms/ui';
import type { Visit } from '../../services/appointments/visits.ts';
import { londonTime } from '../london-format.ts';
import { Pill } from '../pill.tsx';
import type { DeskText } from '../strings/desk-text.ts';
import { placeOf, roomsOf, STATUS_LABELS, STATUS_TONES, TYPE_COLOURS } from '../wording.ts';
import styles from './visit-list.module.css';

type Props = {
  text: DeskText;
  visits: Visit[];
  adminRoute: string;
  label?: (visit: Visit) => string;
  showStatus?: boolean;
};

/** Visits, one a line; each leads to its booking. */
export const VisitList = ({ text, visits, adminRoute, label = timeOf, showStatus = true }: Props) => (
  <ul className={styles.list}>
    {visits.map((visit) => (
      <li key={visit.bookingId}>
        <Link className={styles.visit} href={`${adminRoute}/collections/bookings/${visit.bookingId}`} prefetch={false}>
          <span className={styles.bar} style={{ background: TYPE_COLOURS[visit.type] }} />
          <span className={label === timeOf ? styles.time : styles.moment}>{label(visit)}</span>
          <span className={styles.who}>
            <strong>{visit.name}</strong>
            <span className={styles.what}>
              {placeOf(text, visit)} · {roomsOf(text, visit)}
            </span>
          </span>
          {showStatus && <Pill tone={STATUS_TONES[visit.status]}>{STATUS_LABELS[visit.status]}</Pill>}
        </Link>
      </li>
    ))}
  </ul>
);

const timeOf = ({ startsAt }: Visit) => londonTime(startsAt);
