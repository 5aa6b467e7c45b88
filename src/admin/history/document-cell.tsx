import { Link } from '@payloadcms/ui';
import type { DefaultServerCellComponentProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { staffOfPage } from './staff-of-page.ts';

/** What was changed, with the way to it unless it is gone. */
export async function DocumentCell({ cellData, payload, rowData }: DefaultServerCellComponentProps) {
  const { entity, document, action } = rowData as { entity: string; document?: string; action: string };
  const label =
    cellData ?? (entity === 'users' ? (await staffOfPage(payload)).get(String(document)) : entity) ?? document;
  if (entity === 'jobs' || ['delete', 'erase', 'export'].includes(action)) return <span>{label}</span>;
  const path = document ? (`/collections/${entity}/${document}` as const) : (`/globals/${entity}` as const);
  return (
    <Link href={formatAdminURL({ adminRoute: payload.config.routes.admin, path })} prefetch={false}>
      {label}
    </Link>
  );
}
