/** A content line of an iCalendar file, unfolded and unescaped (RFC 5545, 3.1 and 3.3.11). */
export interface CalendarProperty {
  name: string;
  parameters: string;
  value: string;
}

const unescaped = (text: string) =>
  text.replace(/\\([\\;,nN])/g, (_, character: string) => (character.toLowerCase() === 'n' ? '\n' : character));

/** Parses an iCalendar file into its properties. */
export function readCalendar(file: string): CalendarProperty[] {
  return file
    .replaceAll('\r\n ', '')
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, name = '', parameters = '', value = ''] =
        /^([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):([\s\S]*)$/.exec(line) ?? [];
      if (name === '') throw new Error(`Not a content line: ${line}`);
      return { name, parameters, value: unescaped(value) };
    });
}
