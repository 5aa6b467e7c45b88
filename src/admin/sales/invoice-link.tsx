import type { UIFieldServerProps } from 'payload';

/** Opens the PDF of an invoice. */
export function InvoiceLink({ id, data, payload }: UIFieldServerProps) {
  if (!id) return null;
  return (
    <p>
      <a href={`${payload.config.routes.api}/v1/invoices/${id}.pdf`} target="_blank" rel="noreferrer">
        Open {String(data.number ?? 'it')} as PDF
      </a>
    </p>
  );
}
