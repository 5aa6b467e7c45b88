import type { DefaultServerCellComponentProps } from 'payload';
import { deskText } from '../strings/desk-text.ts';
import { staffOfPage } from './staff-of-page.ts';
import { whoText } from './who.ts';

/** Who made the change of a row. */
export async function ActorCell({ cellData, payload, rowData, i18n }: DefaultServerCellComponentProps) {
  const names = await staffOfPage(payload);
  return <span>{whoText(deskText(i18n), { kind: cellData, name: names.get(String(rowData.actorId)) ?? null })}</span>;
}
