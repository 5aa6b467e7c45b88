import type { DefaultServerCellComponentProps } from 'payload';
import { showPhone } from '../../services/contact.ts';
import styles from './cells.module.css';

/** A number as people dial it, which a tap calls. */
export function PhoneLink({ phone }: { phone: string }) {
  return (
    <a className={styles.phone} href={`tel:${phone}`}>
      {showPhone(phone)}
    </a>
  );
}

/** The same in a list. */
export function PhoneCell({ cellData }: DefaultServerCellComponentProps) {
  return typeof cellData === 'string' ? <PhoneLink phone={cellData} /> : <span className={styles.faint}>–</span>;
}
