import { CsvError, parse } from 'csv-parse/sync';
import { Problem } from '../../problem.ts';
import { cleanLine } from '../text/clean.ts';

const MAX_ROWS = 1000;
/** What spreadsheets put between columns, by the language of the computer. */
const SEPARATORS = [',', ';', '\t'];

/** A row of the file as it was typed; `line` counts from 1 with the heading. */
export type ListedPrice = { line: number; slug: string; price: string };

type Parsed = { record: Record<string, string | undefined>; info: { lines: number } };

/**
 * The rows of a price list: CSV with the columns `slug` and `price`, in capitals or not, between commas, semicolons or tabs; other
 * columns are ignored, and a row may have fewer or more of them.
 * @throws Problem validation_failed that says what is wrong with the file, and in which line.
 */
export function readPriceList(csv: string): ListedPrice[] {
  const { headings, records } = parsed(csv);
  const missing = ['slug', 'price'].filter((column) => !headings.includes(column));
  if (missing.length > 0) {
    const named = missing.map((column) => `“${column}”`).join(' and ');
    throw refusal(`Line 1 has to name the columns, and ${named} is not among them.`);
  }
  if (records.length === 0) throw refusal('The file has no rows.');
  if (records.length > MAX_ROWS) throw refusal(`The file has more than ${MAX_ROWS} rows.`);
  return records.map(({ record, info }) => ({
    line: info.lines,
    slug: cleanLine(record.slug ?? ''),
    price: cleanLine(record.price ?? ''),
  }));
}

function parsed(csv: string): { headings: string[]; records: Parsed[] } {
  let headings: string[] = [];
  try {
    const records = parse(csv, {
      ...{ bom: true, info: true, trim: true, skip_empty_lines: true, relax_column_count: true },
      delimiter: separatorOf(csv),
      columns: (heading: string[]) => {
        headings = heading.map((name) => name.trim().toLowerCase());
        return headings;
      },
    }) as unknown as Parsed[];
    return { headings, records };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refusal(`The quotation marks around line ${Number(error.lines)} do not match.`);
  }
}

/** The one that the heading has most of. */
function separatorOf(csv: string): string {
  const heading = csv.split(/\r\n|\r|\n/, 1)[0] ?? '';
  const [separator = ','] = SEPARATORS.toSorted((a, b) => heading.split(b).length - heading.split(a).length);
  return separator;
}

const refusal = (detail: string) => new Problem('validation_failed', detail);
