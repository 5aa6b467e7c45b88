import type { DefaultServerCellComponentProps } from 'payload';
import { staffOfPage } from './staff-of-page.ts';
import { whoText } from './who.ts';

/** Who made the change of a row. */
export async function ActorCell({ cellData, payload, rowData }: DefaultServerCellComponentProps) {
  const names = await staffOfPage(payload);
  return <span>{whoText({ kind: cellData, name: names.get(String(rowData.actorId)) ?? null })}</span>;
}
