import type { DefaultServerCellComponentProps } from 'payload';
import type { Role } from '../../access/roles.ts';
import { Pill, type Tone } from '../pill.tsx';

const TONES: Record<Role, Tone> = { admin: 'red', 'content-manager': 'amber', sales: 'green', analyst: 'blue' };

/** What somebody of the staff may do. */
export function RoleCell({ cellData }: DefaultServerCellComponentProps) {
  const role = cellData as Role;
  return <Pill tone={TONES[role]}>{role.replace('-', ' ').replace(/^./, (letter) => letter.toUpperCase())}</Pill>;
}
