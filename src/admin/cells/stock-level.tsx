import type { DefaultServerCellComponentProps } from 'payload';
import { Pill } from '../pill.tsx';

/** Fewer than this are worth a look. */
const LOW = 3;

/** How many pieces are left, and whether that is few. */
export function StockLevelCell({ cellData }: DefaultServerCellComponentProps) {
  const stock = typeof cellData === 'number' ? cellData : 0;
  if (stock <= 0) return <Pill tone="red">Out of stock</Pill>;
  return <Pill tone={stock < LOW ? 'amber' : 'green'}>{`${stock} left`}</Pill>;
}
