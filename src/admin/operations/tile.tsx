import { Link } from '@payloadcms/ui';
import styles from './operations.module.css';
import type { TileProps } from './tiles.ts';

/** A figure that leads to what it counts. */
export const Tile = ({ label, value, note, tone, href }: TileProps) => (
  <li className={`${styles.tile} ${styles[tone]}`}>
    <Link href={href} prefetch={false}>
      <span className={styles.label}>{label}</span>
      <span className={styles.value}>{value}</span>
      <span className={styles.note}>{note}</span>
    </Link>
  </li>
);
