import { Link } from '@payloadcms/ui';
import type { EventForAttention } from '../../services/sales/health.ts';
import { londonMoment } from '../london-format.ts';
import { Card } from '../widgets/card.tsx';
import styles from './operations.module.css';

/** Money at Stripe that no order waits for, and where to look. */
export const StripeEventsCard = ({ events, admin }: { events: EventForAttention[]; admin: string }) => (
  <section id="stripe-events" className={styles.section}>
    <Card title="Stripe events refused" note="of the last 7 days">
      {events.length === 0 ? (
        <p>None. Money that comes for an order that was cancelled or paid before would stand here.</p>
      ) : (
        <>
          <p>Look at the payment, and refund it at Stripe when the customer is to have it back.</p>
          <ul className={styles.rows}>
            {events.map((event) => (
              <Row key={event.id} event={event} admin={admin} />
            ))}
          </ul>
        </>
      )}
    </Card>
  </section>
);

function Row({
  event: { id, type, receivedAt, paymentId, orderId },
  admin,
}: {
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
        {paymentId && <Link href={`${admin}/collections/payments/${paymentId}`}>Payment</Link>}
        {orderId && <Link href={`${admin}/collections/orders/${orderId}`}>Order</Link>}
      </div>
    </li>
  );
}
