import { Link } from '@payloadcms/ui';
import type { DefaultServerCellComponentProps } from 'payload';
import { formatAdminURL } from 'payload/shared';

/** The topic of an event, set as the code that it is. */
export function EventTopicCell({ cellData, collectionSlug, payload, rowData }: DefaultServerCellComponentProps) {
  const path = `/collections/${collectionSlug}/${rowData.id}` as const;
  return (
    <Link href={formatAdminURL({ adminRoute: payload.config.routes.admin, path })} prefetch={false}>
      <code>{cellData}</code>
    </Link>
  );
}
