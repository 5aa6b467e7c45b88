const counts = new Intl.NumberFormat('en-GB');

/** "12,345". */
export const formatCount = (value: number): string => counts.format(value);

/** "12.3 %", or a dash where there is no whole. */
export const formatShare = (part: number, whole: number): string =>
  whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '–';
