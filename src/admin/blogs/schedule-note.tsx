import type { UIFieldServerProps } from 'payload';
import { londonMoment } from '../london-format.ts';
import { Pill } from '../pill.tsx';
import { deskText } from '../strings/desk-text.ts';
import { plannedOfPage, plannedText } from './planned-posts.ts';

/** Says beside a post what will happen to it by itself, and why that failed. */
export async function ScheduleNote({ payload, id, i18n }: UIFieldServerProps) {
  const planned = id === undefined ? undefined : (await plannedOfPage(payload)).get(String(id));
  if (!planned) return null;
  const { failure, at } = planned;
  const text = deskText(i18n);
  return (
    <div className="field-type">
      <Pill tone={failure === null ? 'blue' : 'red'}>{plannedText(text, planned)}</Pill>
      {failure === null ? null : (
        <p className="field-description">{text('blogs:wasDue', { at: londonMoment(at), reason: failure })} </p>
      )}
    </div>
  );
}
