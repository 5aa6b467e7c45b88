import { CsvError, parse } from 'csv-parse/sync';
import { Problem } from '../../lib/problem.ts';
import { cleanCode } from '../../lib/text.ts';

const MAX_ROWS = 1000;
/** The column separators of spreadsheets; the locale of the computer determines which is used. */
const SEPARATORS = [',', ';', '\t'];

/** A row of the file: its line number, and the text in its columns. The heading is line 1. */
export type ListedPrice = { line: number; slug: string; price: string };

type ParsedRow = { record: Record<string, string | undefined>; info: { lines: number } };

/**
 * Parses a price list: CSV with the columns `slug` and `price` (case-insensitive), separated by commas, semicolons or tabs. Other
 * columns are ignored, and a row may have fewer or more columns than the heading.
 * @throws Problem validation_failed that explains the mistake in the file
 */
export function readPriceList(csv: string): ListedPrice[] {
  const { headings, records } = parseCsv(csv);
  const missing = ['slug', 'price'].filter((column) => !headings.includes(column));
  if (missing.length > 0) {
    const names = missing.map((column) => `“${column}”`).join(' and ');
    throw invalidFile(`Line 1 must contain the column names. Missing: ${names}.`);
  }
  if (records.length === 0) throw invalidFile('The file has no rows.');
  if (records.length > MAX_ROWS) throw invalidFile(`The file has more than ${MAX_ROWS} rows.`);
  return records.map(({ record, info }) => ({
    line: info.lines,
    slug: cleanCode(record.slug ?? ''),
    price: cleanCode(record.price ?? ''),
  }));
}

function parseCsv(csv: string): { headings: string[]; records: ParsedRow[] } {
  let headings: string[] = [];
  try {
    const records = parse(csv, {
      ...{ bom: true, info: true, trim: true, skip_empty_lines: true, relax_column_count: true },
      delimiter: detectSeparator(csv),
      columns: (heading: string[]) => {
        headings = heading.map((name) => name.trim().toLowerCase());
        return headings;
      },
    }) as unknown as ParsedRow[];
    return { headings, records };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalidFile(`A quotation mark is missing near line ${Number(error.lines)}.`);
  }
}

/** Returns the separator that occurs most often in the heading. */
function detectSeparator(csv: string): string {
  const heading = csv.split(/\r\n|\r|\n/, 1)[0] ?? '';
  const [separator = ','] = SEPARATORS.toSorted((a, b) => heading.split(b).length - heading.split(a).length);
  return separator;
}

const invalidFile = (detail: string) => new Problem('validation_failed', detail);
