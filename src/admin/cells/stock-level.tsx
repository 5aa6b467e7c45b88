import type { DefaultServerCellComponentProps } from 'payload';
import { LOW_STOCK } from '../../services/catalogue/figures.ts';
import { Pill } from '../pill.tsx';
import { deskText } from '../strings/desk-text.ts';

/** How many pieces are left, and whether that is few. */
export function StockLevelCell({ cellData, i18n }: DefaultServerCellComponentProps) {
  const stock = typeof cellData === 'number' ? cellData : 0;
  const text = deskText(i18n);
  if (stock <= 0) return <Pill tone="red">{text('products:outOfStock')}</Pill>;
  return <Pill tone={stock < LOW_STOCK ? 'amber' : 'green'}>{text('products:left', { count: stock })}</Pill>;
}
