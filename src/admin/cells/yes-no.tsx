import type { DefaultServerCellComponentProps } from 'payload';
import { Pill } from '../pill.tsx';
import { deskText } from '../strings/desk-text.ts';

/** A checkbox that says something good when it is ticked. */
export const YesNoCell = ({ cellData, i18n }: DefaultServerCellComponentProps) => (
  <Pill tone={cellData ? 'green' : 'grey'}>{deskText(i18n)(cellData ? 'common:yes' : 'common:no')}</Pill>
);
