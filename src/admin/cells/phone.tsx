import type { DefaultServerCellComponentProps } from 'payload';
import { showPhone } from '../../services/contact.ts';
import styles from './cells.module.css';

/** A number as people dial it, which a tap calls. */
export function PhoneCell({ cellData }: DefaultServerCellComponentProps) {
  if (typeof cellData !== 'string') return <span className={styles.faint}>–</span>;
  return (
    <a className={styles.phone} href={`tel:${cellData}`}>
      {showPhone(cellData)}
    </a>
  );
}
