import { Link } from '@payloadcms/ui';
import type { EventForAttention } from '../../services/sales/health.ts';
import { londonMoment } from '../london-format.ts';
import type { DeskText } from '../strings/desk-text.ts';
import { Card } from '../widgets/card.tsx';
import styles from './operations.module.css';

/** Money at Stripe that no order waits for, and where to look. */
export const StripeEventsCard = ({
  text,
  events,
  admin,
}: {
  text: DeskText;
  events: EventForAttention[];
  admin: string;
}) => (
  <section id="stripe-events" className={styles.section}>
    <Card title={text('operations:stripeRefused')} note={text('operations:ofLastDays')}>
      {events.length === 0 ? (
        <p>{text('operations:noStripeEvents')}</p>
      ) : (
        <>
          <p>{text('operations:stripeRemedy')}</p>
          <ul className={styles.rows}>
            {events.map((event) => (
              <Row key={event.id} {...{ text, event, admin }} />
            ))}
          </ul>
        </>
      )}
    </Card>
  </section>
);

function Row({
  text,
  event: { id, type, receivedAt, paymentId, orderId },
  admin,
}: {
  text: DeskText;
  event: EventForAttention;
  admin: string;
}) {
  return (
    <li className={styles.row}>
      <div>
        <strong>{type}</strong>
        <p className={styles.small}>
          {londonMoment(receivedAt)}, {id}
        </p>
      </div>
      <div className={styles.links}>
        {paymentId && <Link href={`${admin}/collections/payments/${paymentId}`}>{text('operations:payment')}</Link>}
        {orderId && <Link href={`${admin}/collections/orders/${orderId}`}>{text('operations:order')}</Link>}
      </div>
    </li>
  );
}
