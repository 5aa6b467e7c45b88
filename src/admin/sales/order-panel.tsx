import type { UIFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { leftToRefund } from '../../services/sales/left-to-refund.ts';
import { formatPence } from '../../services/sales/money.ts';
import { readOrder } from '../../services/sales/read-order.ts';
import { timelineOf } from '../../services/sales/timeline.ts';
import { londonMoment } from '../london-format.ts';
import { deskText } from '../strings/desk-text.ts';
import { RefundForm } from './refund-form.tsx';
import styles from './sales.module.css';
import { PaymentPill } from './status-pills.tsx';

/** What belongs to an order: payments, documents, how to refund it, and everything that has happened. */
export async function OrderPanel({ id, payload, req, i18n }: UIFieldServerProps) {
  if (!id || !hasRole(req.user, 'sales')) return null;
  const text = deskText(i18n);
  const orderId = String(id);
  const [order, timeline, left] = await Promise.all([
    readOrder(payload, orderId, null),
    timelineOf(payload, orderId),
    leftToRefund(payload, orderId),
  ]);
  const { api } = payload.config.routes;
  return (
    <div className={styles.panel}>
      <section>
        <h3 className={styles.heading}>{text('sales:payments')}</h3>
        <ul className={styles.rows}>
          {order.payments.map((payment) => (
            <li className={styles.row} key={payment.paymentId}>
              <PaymentPill status={payment.status} />
              <span className={styles.amount}>{formatPence(payment.amount)}</span>
              {payment.refundedAmount > 0 && (
                <span>{text('sales:refunded', { amount: formatPence(payment.refundedAmount) })}</span>
              )}
              {payment.failureMessage && <span className={styles.faint}>{payment.failureMessage}</span>}
            </li>
          ))}
          {order.payments.length === 0 && <li className={styles.faint}>{text('sales:noPayment')}</li>}
        </ul>
      </section>
      {order.invoices.length > 0 && (
        <section>
          <h3 className={styles.heading}>{text('sales:documents')}</h3>
          <ul className={styles.rows}>
            {order.invoices.map(({ invoiceId, number, total, issuedAt }) => (
              <li className={styles.row} key={invoiceId}>
                <a href={`${api}/v1/invoices/${invoiceId}.pdf`} target="_blank" rel="noreferrer">
                  {number}
                </a>
                <span className={styles.amount}>{formatPence(total)}</span>
                <span className={styles.faint}>{londonMoment(issuedAt)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {left > 0 && <RefundForm orderUrl={`${api}/v1/orders/${orderId}`} left={left} />}
      <section>
        <h3 className={styles.heading}>{text('sales:timeline')}</h3>
        <ol className={styles.rows}>
          {timeline.map(({ at, text: what }) => (
            <li className={styles.row} key={`${at}${what}`}>
              <time className={styles.when} dateTime={at}>
                {londonMoment(at)}
              </time>
              <span>{what}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
