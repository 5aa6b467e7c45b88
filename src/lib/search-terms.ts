import type { Where } from 'payload';
import { normaliseEmail, normalisePhone, normalisePostcode, parseEmail } from './contact.ts';
import { cleanCode, cleanLine } from './text.ts';

const PHONE_PART = /^\+?[\d\s().-]+$/;
/** An outward code and the start of an inward code, without the space. */
const POSTCODE_PART = /^([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{0,2})$/i;

/** Returns the terms that find stored phone numbers (`+447700900321`). Empty if `typed` is not all or part of a phone number. */
export function toPhoneSearchTerms(typed: string): string[] {
  const whole = normalisePhone(typed);
  if (whole) return [whole];
  const clean = cleanCode(typed);
  const digits = clean.replace(/\D/g, '');
  if (!PHONE_PART.test(clean) || digits.length < 3) return [];
  // Also search without a leading 0 or 0044, because stored UK numbers start with +44.
  return [...new Set([digits, digits.replace(/^0+(?:44)?/, '')])].filter((part) => part.length > 1);
}

/**
 * Returns the terms that find stored postcodes (`SW4 7AA`). Empty unless `typed` is a whole postcode, or an outward code with
 * the start of an inward code.
 */
export function toPostcodeSearchTerms(typed: string): string[] {
  const whole = normalisePostcode(typed);
  if (whole) return [whole];
  const joined = cleanCode(typed).replaceAll(' ', '');
  return POSTCODE_PART.test(joined) ? [joined.replace(POSTCODE_PART, '$1 $2')] : [];
}

/** Returns the stored form of a typed e-mail address, if the stored form differs from the typed text. */
export function toEmailSearchTerms(typed: string): string[] {
  const whole = parseEmail(typed);
  return whole && whole !== cleanLine(typed).toLowerCase() ? [whole] : [];
}

type StoredTextRule = { toSearchTerms: (typed: string) => string[]; toStored: (typed: string) => string };

/** Rules for the fields whose stored format differs from the typed text, by field name. */
const STORED_TEXT_RULES: Readonly<Record<string, StoredTextRule>> = {
  phone: { toSearchTerms: toPhoneSearchTerms, toStored: (typed) => normalisePhone(typed) ?? typed },
  postcode: { toSearchTerms: toPostcodeSearchTerms, toStored: (typed) => normalisePostcode(typed) ?? typed },
  email: { toSearchTerms: toEmailSearchTerms, toStored: normaliseEmail },
};

/**
 * The maximum number of words that are searched for separately. A longer text was probably pasted, so it is searched for as a
 * whole in each field.
 */
const MAX_WORDS = 10;

const findRule = (path: string): StoredTextRule | undefined => {
  const name = path.split('.').at(-1) ?? '';
  return Object.hasOwn(STORED_TEXT_RULES, name) ? STORED_TEXT_RULES[name] : undefined;
};

/**
 * Converts the values in `where` to their stored format: cleaned, with phone numbers, postcodes and e-mail addresses in the
 * format of their fields. For a list's search box, each word may match in a different field.
 */
export function toSearchConditions(where: Where): Where {
  const entries = Object.entries(where).map(([key, value]): [string, unknown] => {
    if (!Array.isArray(value)) return [key, value];
    const search = key.toLowerCase() === 'or' ? toSearchBoxConditions(value) : undefined;
    return search ? [key, search] : [key, value.map(toSearchConditions)];
  });
  const conditions = entries.filter(([, value]) => Array.isArray(value));
  const paths = entries.filter(([, value]) => !Array.isArray(value));
  const rest = Object.fromEntries(conditions) as Where;
  const pathResults = paths.map(([path, operators]) => toPathConditions(path, operators as Operators));
  const [only] = pathResults;
  if (pathResults.length === 0) return rest;
  if (pathResults.length === 1 && only && conditions.length === 0) return only;
  return conditions.length === 0 ? { and: pathResults } : { and: [...pathResults, rest] };
}

type Operators = Record<string, unknown>;

function toPathConditions(path: string, operators: unknown): Where {
  if (typeof operators !== 'object' || operators === null) return { [path]: operators } as Where;
  const rule = findRule(path);
  const shaped = Object.entries(operators).map(([operator, value]): Where => {
    if (typeof value !== 'string') return { [path]: { [operator]: value } } as Where;
    if (operator === 'like' || operator === 'contains') return toFieldSearch(path, operator, value);
    const exact = operator === 'equals' || operator === 'not_equals';
    return { [path]: { [operator]: (exact && rule?.toStored(value)) || value } } as Where;
  });
  return shaped.length === 1 && shaped[0] ? shaped[0] : { and: shaped };
}

/** Builds the condition that searches one field for the text, as typed or in the field's stored format. */
function toFieldSearch(path: string, operator: 'like' | 'contains', typed: string): Where {
  const clean = cleanLine(typed);
  // If the text consists only of spaces, it is searched for as typed.
  const asTyped: Where = { [path]: { [operator]: clean || typed } };
  const stored = toStoredSearch(path, typed);
  return stored.length === 0 ? asTyped : { or: [asTyped, ...stored] };
}

/**
 * Builds the conditions that search one field for the text in the field's stored format. Empty if the field has no such format,
 * or if the text does not fit the format.
 */
const toStoredSearch = (path: string, typed: string): Where[] =>
  (findRule(path)?.toSearchTerms(typed) ?? []).map((text) => ({ [path]: { contains: text } }));

/**
 * Builds the alternative conditions of a list's search box over several fields: every word is found in some field, or the whole
 * text is found in one field. Words and text are searched for as typed and in the field's stored format. Undefined if
 * `conditions` do not come from a search box.
 */
function toSearchBoxConditions(conditions: readonly unknown[]): Where[] | undefined {
  const searches = conditions.map(toSearch);
  const [first] = searches;
  if (searches.length < 2 || !first || searches.some((each) => each?.typed !== first.typed)) return undefined;
  const paths = searches.flatMap((each) => each?.path ?? []);
  const words = cleanLine(first.typed).split(' ');
  const everyWord = words.length <= MAX_WORDS ? [{ and: toWordConditions(words, paths) }] : [];
  return [...everyWord, ...paths.map((path) => toFieldSearch(path, 'like', first.typed))];
}

/**
 * Builds conditions that together require every word in any of the fields. Neighbouring words may form one value, such as `0044
 * 7700 900191`.
 */
function toWordConditions(words: readonly string[], paths: readonly string[]): Where[] {
  const conditions: Where[] = [];
  for (let start = 0; start < words.length; ) {
    const { length, joined } = findJoinedValue(words.slice(start), paths);
    const separate = words.slice(start, start + length).map(
      (word): Where => ({
        or: paths.map((path) => toFieldSearch(path, 'like', word)),
      }),
    );
    conditions.push(...(joined.length > 0 ? [{ or: [{ and: separate }, ...joined] }] : separate));
    start += length;
  }
  return conditions;
}

/**
 * Finds the longest run of words at the start of `words` that a field would store as one value, and the conditions that search
 * for the value. If there is no such run, the length is 1 and there are no conditions.
 */
function findJoinedValue(words: readonly string[], paths: readonly string[]): { length: number; joined: Where[] } {
  for (let length = words.length; length > 1; length--) {
    const typed = words.slice(0, length).join(' ');
    const joined = paths.flatMap((path) => toStoredSearch(path, typed));
    if (joined.length > 0) return { length, joined };
  }
  return { length: 1, joined: [] };
}

function toSearch(condition: unknown): { path: string; typed: string } | undefined {
  const [[path, operators] = [], ...others] = Object.entries((condition ?? {}) as object);
  if (path === undefined || others.length > 0 || typeof operators !== 'object' || operators === null) return undefined;
  const [[operator, typed] = [], ...more] = Object.entries(operators);
  return operator === 'like' && typeof typed === 'string' && more.length === 0 ? { path, typed } : undefined;
}
