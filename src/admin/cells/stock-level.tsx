import type { DefaultServerCellComponentProps } from 'payload';
import { LOW_STOCK } from '../../services/catalogue/figures.ts';
import { Pill } from '../pill.tsx';

/** How many pieces are left, and whether that is few. */
export function StockLevelCell({ cellData }: DefaultServerCellComponentProps) {
  const stock = typeof cellData === 'number' ? cellData : 0;
  if (stock <= 0) return <Pill tone="red">Out of stock</Pill>;
  return <Pill tone={stock < LOW_STOCK ? 'amber' : 'green'}>{`${stock} left`}</Pill>;
}
