import type { Brand } from '../../services/settings/brand.ts';
import styles from './panel.module.css';

/** The brand, which on wide screens fills the half beside the form. */
export const Panel = ({ company, line }: Pick<Brand, 'company' | 'line'>) => (
  <div className={styles.panel} aria-hidden="true">
    <div className={styles.fronts} />
    <p className={styles.company}>{company}</p>
    <p className={styles.deals}>{line}</p>
  </div>
);
