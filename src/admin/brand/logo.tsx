import styles from './logo.module.css';
import { Mark } from './mark.tsx';

/** What stands above the login. */
export const Logo = () => (
  <div className={styles.logo}>
    <Mark size={64} />
    <span className={styles.name}>Lomash Wood</span>
    <span className={styles.line}>Kitchens &amp; bedrooms · staff</span>
  </div>
);
