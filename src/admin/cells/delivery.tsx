import type { DefaultServerCellComponentProps } from 'payload';
import { DeliveryPill } from '../brochures/delivery-pill.tsx';
import { deskText } from '../strings/desk-text.ts';

/** Whether the brochure of a request was delivered, and if not, why. */
export const DeliveryCell = ({ rowData, i18n }: DefaultServerCellComponentProps) => (
  <DeliveryPill text={deskText(i18n)} {...rowData} />
);
