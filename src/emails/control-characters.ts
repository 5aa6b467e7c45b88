const CONTROLS = /[^\P{Cc}\t\r\n]/gu;

/** Text without the control characters that neither HTML nor iCalendar allows; tabs and line breaks stay. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, '');
