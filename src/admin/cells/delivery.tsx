import type { DefaultServerCellComponentProps } from 'payload';
import { DeliveryPill } from '../brochures/delivery-pill.tsx';

/** Whether the brochure of a request was delivered, and if not, why. */
export const DeliveryCell = ({ rowData }: DefaultServerCellComponentProps) => <DeliveryPill {...rowData} />;
