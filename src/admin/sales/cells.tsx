import type { DefaultServerCellComponentProps } from 'payload';
import { findLabel } from '../../lib/display.ts';
import { formatPence } from '../../lib/money.ts';
import {
  ORDER_STATUSES,
  type OrderStatus,
  PAYMENT_STATUSES,
  type PaymentStatus,
} from '../../services/sales/statuses.ts';
import styles from '../shared/elements.module.css';
import { Pill, type Tone } from '../shared/elements.tsx';

const ORDER_TONES: Record<OrderStatus, Tone> = {
  PENDING: 'amber',
  CONFIRMED: 'green',
  PARTIALLY_REFUNDED: 'blue',
  REFUNDED: 'blue',
  CANCELLED: 'grey',
};

const PAYMENT_TONES: Record<PaymentStatus, Tone> = {
  PENDING: 'amber',
  PROCESSING: 'amber',
  FAILED: 'red',
  SUCCEEDED: 'green',
  PARTIALLY_REFUNDED: 'blue',
  REFUNDED: 'blue',
  DISPUTED: 'red',
  CANCELLED: 'grey',
};

export const OrderPill = ({ status }: { status: OrderStatus }) => (
  <Pill tone={ORDER_TONES[status]}>{findLabel(ORDER_STATUSES, status)}</Pill>
);

export const PaymentPill = ({ status }: { status: PaymentStatus }) => (
  <Pill tone={PAYMENT_TONES[status]}>{findLabel(PAYMENT_STATUSES, status)}</Pill>
);

/** The status of an order in its colour. */
export const OrderStatusCell = ({ cellData }: DefaultServerCellComponentProps) => (
  <OrderPill status={cellData as OrderStatus} />
);

/** The status of a payment in its colour. */
export const PaymentStatusCell = ({ cellData }: DefaultServerCellComponentProps) => (
  <PaymentPill status={cellData as PaymentStatus} />
);

/** An amount in pounds; the cell data is pence. */
export const PoundsCell = ({ cellData }: DefaultServerCellComponentProps) =>
  typeof cellData === 'number' ? (
    <span className={styles.moment} data-money>
      {formatPence(cellData)}
    </span>
  ) : (
    <span className={styles.faint} data-money>
      –
    </span>
  );
