import { type ArrayField, type FieldHook, flattenAllFields } from 'payload';
import { Problem } from '../problem.ts';

type Row = Record<string, unknown>;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';

/**
 * Refuses whatever is no list of rows with texts where texts belong. Payload drops what is no row and stores the rest as if
 * that had been sent, takes a number for an empty list, and makes a text of the JSON of anything else.
 * @throws Problem validation_failed
 */
export const onlyRows: FieldHook = ({ value, field, path }) => {
  if (value === undefined) return value;
  const at = path.join('.');
  if (!Array.isArray(value)) throw refusal('Send a list.', at);
  const texts = textsOf(field as ArrayField);
  value.forEach((row: unknown, i) => {
    if (!isRow(row)) throw refusal('Send a list of objects.', `${at}.${i}`);
    const wrong = texts.find((name) => !isText(row[name]));
    if (wrong) throw refusal('Send a text.', `${at}.${i}.${wrong}`);
  });
  return value;
};

const textsOf = ({ fields }: ArrayField): string[] =>
  flattenAllFields({ fields, cache: true })
    .filter(({ type }) => type === 'text')
    .map(({ name }) => name);

const refusal = (detail: string, field: string) => new Problem('validation_failed', detail, { field });
