import { Link } from '@payloadcms/ui';
import type { DefaultServerCellComponentProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { londonMoment } from '../london-format.ts';
import styles from './cells.module.css';

/** A moment as London's clocks show it, wherever the reader is. */
export function LondonMomentCell({
  cellData,
  collectionSlug,
  link,
  payload,
  rowData,
}: DefaultServerCellComponentProps) {
  if (!cellData) return <span className={styles.faint}>–</span>;
  const text = <time className={styles.moment}>{londonMoment(cellData)}</time>;
  if (!link) return text;
  const path = `/collections/${collectionSlug}/${rowData.id}` as const;
  return (
    <Link href={formatAdminURL({ adminRoute: payload.config.routes.admin, path })} prefetch={false}>
      {text}
    </Link>
  );
}
