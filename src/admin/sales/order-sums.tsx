import type { BeforeListTableServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { formatPence } from '../../services/sales/money.ts';
import { orderSums } from '../../services/sales/order-sums.ts';
import { deskText } from '../strings/desk-text.ts';
import styles from './sales.module.css';
import { OrderPill } from './status-pills.tsx';

/** How many orders of each state there are, and what they come to. */
export async function OrderSums({ payload, user, i18n }: BeforeListTableServerProps) {
  if (!hasRole(user, 'sales')) return null;
  const sums = await orderSums(payload);
  return (
    <ul className={styles.sums} aria-label={deskText(i18n)('sales:sums')}>
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
