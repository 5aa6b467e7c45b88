import type { DefaultServerCellComponentProps } from 'payload';
import type { OrderStatus, PaymentStatus } from '../../services/sales/state-machine.ts';
import { OrderPill, PaymentPill } from '../sales/status-pills.tsx';

/** The state of an order in its colour. */
export const OrderStatusCell = ({ cellData }: DefaultServerCellComponentProps) => (
  <OrderPill status={cellData as OrderStatus} />
);

/** The state of a payment in its colour. */
export const PaymentStatusCell = ({ cellData }: DefaultServerCellComponentProps) => (
  <PaymentPill status={cellData as PaymentStatus} />
);
