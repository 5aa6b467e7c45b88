const CONTROLS_AND_BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const DIRECTION_OVERRIDES = /[\u202A-\u202E\u2066-\u2069]/g;

/**
 * Text as one line of at most `max` code points, safe in a mail header and in an iCalendar parameter: control
 * characters and line breaks become a space (a CR or LF in a subject would start a header of the sender's choosing), and
 * marks that turn the reading direction around are dropped.
 */
export function oneLine(text: string, max = 160): string {
  const line = text.replace(DIRECTION_OVERRIDES, '').replace(CONTROLS_AND_BREAKS, ' ').trim();
  const characters = [...line];
  return characters.length <= max
    ? line
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}
