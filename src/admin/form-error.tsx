import styles from './form-error.module.css';

/** Why a field was refused, in full and in place: Payload's bubble has one line, and none on phones. */
export const FormError = ({ message }: { message: string | undefined }) => (
  <p className={styles.error} role="alert">
    {message}
  </p>
);
