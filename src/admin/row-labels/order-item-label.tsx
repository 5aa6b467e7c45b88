'use client';
import { useRowLabel } from '@payloadcms/ui';
import { formatPence } from '../../services/sales/money.ts';

type Item = { title?: string; quantity?: number; unitPrice?: number };

/** "2 × Shaker kitchen, £2,999.98". */
export function OrderItemLabel() {
  const { title = '', quantity = 0, unitPrice = 0 } = useRowLabel<Item>().data ?? {};
  return (
    <span>
      {quantity} × {title}, {formatPence(quantity * unitPrice)}
    </span>
  );
}
