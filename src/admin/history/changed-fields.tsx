import type { FieldChange } from '../../services/history/changed-fields.ts';
import { describeChange } from '../../services/history/describe-change.ts';
import styles from './history.module.css';

const ACTIONS: Record<string, string> = { create: 'Made', delete: 'Deleted', 'give-up': 'Given up' };

/** One line for each field. */
export const ChangedFields = ({ action, fields }: { action: string; fields: Record<string, FieldChange> }) => (
  <ul className={styles.fields}>
    {ACTIONS[action] && <li>{ACTIONS[action]}</li>}
    {Object.entries(fields).map(([name, change]) => (
      <li key={name}>{describeChange(name, change)}</li>
    ))}
  </ul>
);
