'use client';
import { useRowLabel } from '@payloadcms/ui';
import { formatPence } from '../../services/sales/money.ts';
import { useDeskText } from '../strings/use-desk-text.ts';

type Item = { title?: string; quantity?: number; unitPrice?: number };

/** "2 × Shaker kitchen, £2,999.98". */
export function OrderItemLabel() {
  const text = useDeskText();
  const { title = '', quantity = 0, unitPrice = 0 } = useRowLabel<Item>().data ?? {};
  const sum = formatPence(quantity * unitPrice);
  return <span>{text('rows:orderItem', { count: quantity, title, sum })}</span>;
}
