'use client';

import { useDocumentInfo, useField } from '@payloadcms/ui';
import type { NumberFieldClientProps } from 'payload';
import { formatPence } from '../../lib/money.ts';
import type { Order } from '../../payload-types.ts';
import { callApi } from '../shared/call-api.ts';
import { ResendButton } from '../shared/dialogs.tsx';
import { Fact } from '../shared/value-field.tsx';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './sales.module.css';

/** An amount in pounds that only the system writes. */
export function MoneyField({ field, path }: NumberFieldClientProps) {
  const { value } = useField<number>({ path });
  return (
    <Fact field={{ ...field, type: 'number' }} path={path}>
      {value == null ? '–' : formatPence(value)}
    </Fact>
  );
}

/** The items of an order, as a table rather than a form because orders cannot be edited. */
export function OrderItems() {
  const text = useAdminText();
  const { savedDocumentData } = useDocumentInfo();
  const items = (savedDocumentData?.items ?? []) as NonNullable<Order['items']>;
  return (
    <div className={`field-type ${styles.items}`} id="field-items">
      <table>
        <thead>
          <tr>
            <th scope="col">{text('sales:item')}</th>
            <th scope="col" className={styles.number}>
              {text('sales:quantity')}
            </th>
            <th scope="col" className={styles.number}>
              {text('sales:priceOfOne')}
            </th>
            <th scope="col" className={styles.number}>
              {text('sales:sum')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, title, quantity, unitPrice }) => (
            <tr key={id}>
              <td>{title}</td>
              <td className={styles.number}>{quantity}</td>
              <td className={styles.number}>{formatPence(unitPrice)}</td>
              <td className={styles.number}>{formatPence(quantity * unitPrice)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A button that sends the receipt of an order to the customer again. `url` is the route of the receipt. */
export function ResendReceipt({ url }: { url: string }) {
  const text = useAdminText();
  const isPending = async () => {
    const answer = await callApi<{ pending: boolean }>(text, url);
    return answer.ok ? answer.body.pending : undefined;
  };
  const labels = {
    ask: text('sales:resend'),
    sure: text('sales:resendSure'),
    yes: text('sales:resendYes'),
    no: text('sales:resendNo'),
    done: text('sales:resent'),
  };
  return <ResendButton {...{ url, labels, isPending }} />;
}
