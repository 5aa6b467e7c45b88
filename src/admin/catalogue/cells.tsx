import type { DefaultServerCellComponentProps } from 'payload';
import { LOW_STOCK } from '../../services/catalogue/stock.ts';
import { readThumbnail } from '../../services/content/index.ts';
import styles from '../shared/elements.module.css';
import { Pill } from '../shared/elements.tsx';
import { adminText } from '../strings/admin-text.ts';

/** The thumbnail of a product's first image. */
export async function FirstPictureCell({ cellData, payload }: DefaultServerCellComponentProps) {
  const [first] = Array.isArray(cellData) ? cellData : [];
  const id = typeof first === 'object' && first ? (first as { id: string }).id : first;
  const picture = typeof id === 'string' ? await readThumbnail(payload, id) : undefined;
  if (!picture) return <span className={styles.faint}>–</span>;
  // biome-ignore lint/performance/noImgElement: the image is already a small variant.
  return <img alt={picture.alt} className={styles.picture} height={40} loading="lazy" src={picture.url} width={60} />;
}

/** The number of pieces in stock, highlighted if it is low. */
export function StockLevelCell({ cellData, i18n }: DefaultServerCellComponentProps) {
  const stock = typeof cellData === 'number' ? cellData : 0;
  const text = adminText(i18n);
  if (stock <= 0) return <Pill tone="red">{text('products:outOfStock')}</Pill>;
  return <Pill tone={stock < LOW_STOCK ? 'amber' : 'green'}>{text('products:left', { count: stock })}</Pill>;
}
