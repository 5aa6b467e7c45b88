import { FieldDiffContainer } from '@payloadcms/ui/rsc';
import type { DefaultServerCellComponentProps, TextFieldDiffServerComponent } from 'payload';
import { whoSaved } from '../../services/history/who-saved.ts';
import { deskText } from '../strings/desk-text.ts';
import { staffOfPage } from './staff-of-page.ts';
import { whoSavedText } from './who.ts';

/** Who saved a document last, in its list. */
export async function SavedByCell({ cellData, payload, i18n }: DefaultServerCellComponentProps) {
  const who = whoSaved(cellData, await staffOfPage(payload));
  return <span>{whoSavedText(deskText(i18n), who)}</span>;
}

/** Who saved each of two versions that are compared. */
export const SavedByDiff: TextFieldDiffServerComponent = async ({ comparisonValue, versionValue, req, i18n }) => {
  const [text, names] = [deskText(i18n), await staffOfPage(req.payload)];
  const side = (value: unknown) => <span>{whoSavedText(text, whoSaved(value, names))}</span>;
  return (
    <FieldDiffContainer
      From={side(comparisonValue)}
      To={side(versionValue)}
      i18n={i18n}
      label={{ label: text('history:savedBy'), locale: undefined }}
    />
  );
};
