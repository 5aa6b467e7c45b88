import {
  ORDER_STATUSES,
  type OrderStatus,
  PAYMENT_STATUSES,
  type PaymentStatus,
} from '../../services/sales/state-machine.ts';
import { Pill, type Tone } from '../pill.tsx';

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

const labelOf = (options: readonly { value: string; label: string }[], status: string) =>
  options.find(({ value }) => value === status)?.label ?? status;

export const OrderPill = ({ status }: { status: OrderStatus }) => (
  <Pill tone={ORDER_TONES[status]}>{labelOf(ORDER_STATUSES, status)}</Pill>
);

export const PaymentPill = ({ status }: { status: PaymentStatus }) => (
  <Pill tone={PAYMENT_TONES[status]}>{labelOf(PAYMENT_STATUSES, status)}</Pill>
);
