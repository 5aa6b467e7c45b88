import { type Input, stringify } from 'csv-stringify/sync';

/**
 * Rows as a CSV file (RFC 4180) for spreadsheets. Cells come from anybody: one that a spreadsheet would take for a formula gets
 * an apostrophe before it (OWASP, CSV Injection), and one with a line break in it, of whatever kind, stands in quotes.
 */
export const csv = (columns: readonly string[], rows: Input): string =>
  stringify([columns, ...rows], {
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
    quoted_match: /[\r\n]/,
  });
