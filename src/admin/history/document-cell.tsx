import { Link } from '@payloadcms/ui';
import type { DefaultServerCellComponentProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { staffOfPage } from './staff-of-page.ts';

const SIGN_INS = 'sign-ins';

/** What the change log tells of that no page of the admin UI shows. */
const WITHOUT_PAGE = new Set(['jobs', 'retention', SIGN_INS]);

/** What was changed, with the way to it unless it is gone. */
export async function DocumentCell({ cellData, payload, rowData }: DefaultServerCellComponentProps) {
  const { entity, document, action } = rowData as { entity: string; document?: string; action: string };
  const isStaff = entity === 'users' || entity === SIGN_INS;
  const name = isStaff ? (await staffOfPage(payload)).get(String(document)) : undefined;
  const label = (entity === SIGN_INS ? name : undefined) ?? cellData ?? (isStaff ? name : entity) ?? document;
  if (WITHOUT_PAGE.has(entity) || ['delete', 'erase', 'export'].includes(action)) return <span>{label}</span>;
  const path = document ? (`/collections/${entity}/${document}` as const) : (`/globals/${entity}` as const);
  return (
    <Link href={formatAdminURL({ adminRoute: payload.config.routes.admin, path })} prefetch={false}>
      {label}
    </Link>
  );
}
