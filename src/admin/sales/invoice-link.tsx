import type { UIFieldServerProps } from 'payload';
import { deskText } from '../strings/desk-text.ts';

/** Opens the PDF of an invoice. */
export function InvoiceLink({ id, data, payload, i18n }: UIFieldServerProps) {
  if (!id) return null;
  const text = deskText(i18n);
  return (
    <p>
      <a href={`${payload.config.routes.api}/v1/invoices/${id}.pdf`} target="_blank" rel="noreferrer">
        {data.number ? text('sales:openPdf', { number: String(data.number) }) : text('sales:openItPdf')}
      </a>
    </p>
  );
}
