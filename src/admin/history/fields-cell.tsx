import type { DefaultServerCellComponentProps } from 'payload';
import type { FieldChange } from '../../services/history/changed-fields.ts';
import { ChangedFields } from './changed-fields.tsx';

/** What was changed, field by field. */
export const FieldsCell = ({ cellData, rowData }: DefaultServerCellComponentProps) => (
  <ChangedFields action={rowData.action} fields={(cellData ?? {}) as Record<string, FieldChange>} />
);
