import type { BeforeListTableServerProps, UIFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { formatPence } from '../../lib/money.ts';
import { readOrder, readOrderSums } from '../../services/sales/read-orders.ts';
import { readTimeline } from '../../services/sales/read-timeline.ts';
import { readRefundSums } from '../../services/sales/request-refund.ts';
import { hasReceipt } from '../../services/sales/resend-receipt.ts';
import { formatLondonDateTime } from '../shared/format.ts';
import { adminText } from '../strings/admin-text.ts';
import { OrderPill, PaymentPill } from './cells.tsx';
import { ResendReceipt } from './order-fields.tsx';
import { RefundForm } from './refund-form.tsx';
import styles from './sales.module.css';

/** The number and the total amount of the orders in each status. */
export async function OrderSums({ payload, user, i18n }: BeforeListTableServerProps) {
  if (!hasRole(user, 'sales')) return null;
  const sums = await readOrderSums(payload);
  return (
    <ul className={styles.sums} aria-label={adminText(i18n)('sales:sums')}>
      {sums.map(({ status, count, total }) => (
        <li key={status}>
          <OrderPill status={status} />
          <span>{count}</span>
          <strong className={styles.amount}>{formatPence(total)}</strong>
        </li>
      ))}
    </ul>
  );
}

/** A link to the PDF of an invoice. */
export function InvoiceLink({ id, data, payload, i18n }: UIFieldServerProps) {
  if (!id) return null;
  const text = adminText(i18n);
  return (
    <p>
      <a href={`${payload.config.routes.api}/v1/invoices/${id}.pdf`} target="_blank" rel="noreferrer">
        {data.number ? text('sales:openPdf', { number: String(data.number) }) : text('sales:openItPdf')}
      </a>
    </p>
  );
}

/** The payments, invoices and timeline of an order, and the form to refund it. */
export async function OrderPanel({ id, payload, req, i18n }: UIFieldServerProps) {
  if (!id || !hasRole(req.user, 'sales')) return null;
  const text = adminText(i18n);
  const orderId = String(id);
  const [order, timeline, { left, pending }] = await Promise.all([
    readOrder(payload, orderId, null),
    readTimeline(payload, orderId),
    readRefundSums(payload, orderId),
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
          {pending > 0 && (
            <li className={styles.faint}>{text('sales:refundPending', { amount: formatPence(pending) })}</li>
          )}
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
                <span className={styles.faint}>{formatLondonDateTime(issuedAt)}</span>
              </li>
            ))}
          </ul>
          {hasReceipt(order) && <ResendReceipt url={`${api}/desk/orders/${orderId}/receipt`} />}
        </section>
      )}
      {left > 0 && <RefundForm orderUrl={`${api}/v1/orders/${orderId}`} refundablePence={left} />}
      <section>
        <h3 className={styles.heading}>{text('sales:timeline')}</h3>
        <ol className={styles.rows}>
          {timeline.map(({ at, text: description }) => (
            <li className={styles.row} key={`${at}${description}`}>
              <time className={styles.when} dateTime={at}>
                {formatLondonDateTime(at)}
              </time>
              <span>{description}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
