import type { DefaultServerCellComponentProps } from 'payload';
import { Pill } from '../pill.tsx';

/** A checkbox that says something good when it is ticked. */
export const YesNoCell = ({ cellData }: DefaultServerCellComponentProps) => (
  <Pill tone={cellData ? 'green' : 'grey'}>{cellData ? 'Yes' : 'No'}</Pill>
);
