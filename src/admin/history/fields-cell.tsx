import type { DefaultServerCellComponentProps } from 'payload';
import type { FieldChange } from '../../services/history/changed-fields.ts';
import { deskText } from '../strings/desk-text.ts';
import { ChangedFields } from './changed-fields.tsx';

/** What was changed, field by field. */
export const FieldsCell = ({ cellData, rowData, i18n }: DefaultServerCellComponentProps) => (
  <ChangedFields
    text={deskText(i18n)}
    action={rowData.action}
    fields={(cellData ?? {}) as Record<string, FieldChange>}
  />
);
