import type { DefaultServerCellComponentProps } from 'payload';
import { thumbnailOf } from '../../services/content/media/thumbnail.ts';
import styles from './cells.module.css';

/** The picture that stands for a product in lists. */
export async function FirstPictureCell({ cellData, payload }: DefaultServerCellComponentProps) {
  const [first] = Array.isArray(cellData) ? cellData : [];
  const id = typeof first === 'object' && first ? (first as { id: string }).id : first;
  const picture = typeof id === 'string' ? await thumbnailOf(payload, id) : undefined;
  if (!picture) return <span className={styles.faint}>–</span>;
  // biome-ignore lint/performance/noImgElement: it is the variant made for this size.
  return <img alt={picture.alt} className={styles.picture} height={40} loading="lazy" src={picture.url} width={60} />;
}
