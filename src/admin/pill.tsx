import './tokens.css';
import type { ReactNode } from 'react';
import styles from './pill.module.css';

export type Tone = 'amber' | 'green' | 'red' | 'blue' | 'grey';

/** A short state in a colour that says how it stands. */
export const Pill = ({ tone, children }: { tone: Tone; children: ReactNode }) => (
  <span className={`${styles.pill} ${styles[tone]}`}>{children}</span>
);
