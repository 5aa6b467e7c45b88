import type { UIFieldServerProps } from 'payload';
import { londonMoment } from '../london-format.ts';
import { Pill } from '../pill.tsx';
import { plannedOfPage, plannedText } from './planned-posts.ts';

/** Says beside a post what will happen to it by itself, and why that failed. */
export async function ScheduleNote({ payload, id }: UIFieldServerProps) {
  const planned = id === undefined ? undefined : (await plannedOfPage(payload)).get(String(id));
  if (!planned) return null;
  const { failure, at } = planned;
  return (
    <div className="field-type">
      <Pill tone={failure === null ? 'blue' : 'red'}>{plannedText(planned)}</Pill>
      {failure === null ? null : (
        <p className="field-description">
          It was due {londonMoment(at)}: {failure} Publish it now, or schedule it anew.
        </p>
      )}
    </div>
  );
}
