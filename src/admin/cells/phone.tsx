import parsePhoneNumber from 'libphonenumber-js/max';
import type { DefaultServerCellComponentProps } from 'payload';
import styles from './cells.module.css';

/** A number as people dial it, which a tap calls. */
export function PhoneCell({ cellData }: DefaultServerCellComponentProps) {
  if (typeof cellData !== 'string') return <span className={styles.faint}>–</span>;
  const number = parsePhoneNumber(cellData);
  const shown =
    number?.countryCallingCode === '44' ? number.formatNational() : (number?.formatInternational() ?? cellData);
  return (
    <a className={styles.phone} href={`tel:${cellData}`}>
      {shown}
    </a>
  );
}
