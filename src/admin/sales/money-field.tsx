'use client';
import { FieldLabel, useField } from '@payloadcms/ui';
import type { NumberFieldClientProps } from 'payload';
import { formatPence } from '../../services/sales/money.ts';
import styles from './sales.module.css';

/** An amount that only the system writes, in pounds. */
export function MoneyField({ field, path }: NumberFieldClientProps) {
  const { value } = useField<number>({ path });
  return (
    <div className={`field-type ${styles.money}`}>
      <FieldLabel label={field.label} path={path} />
      <output id={`field-${path.replaceAll('.', '__')}`}>{value == null ? '–' : formatPence(value)}</output>
    </div>
  );
}
