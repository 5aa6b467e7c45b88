import type { Where } from 'payload';
import { normaliseEmail, normalisePhone, normalisePostcode } from '../contact.ts';
import { cleanLine } from './clean.ts';
import { searchedEmails, searchedPhones, searchedPostcodes } from './searched.ts';

type Kind = { searched: (typed: string) => string[]; stored: (typed: string) => string };

/** Fields whose text is stored by a rule of its own, by their names. */
const KINDS: Readonly<Record<string, Kind>> = {
  phone: { searched: searchedPhones, stored: (typed) => normalisePhone(typed) ?? typed },
  postcode: { searched: searchedPostcodes, stored: (typed) => normalisePostcode(typed) ?? typed },
  email: { searched: searchedEmails, stored: normaliseEmail },
};

/** Words that are looked for each by itself; a longer text is pasted, and stands in one field. */
const MAX_WORDS = 10;

const kindOf = (path: string): Kind | undefined => {
  const name = path.split('.').at(-1) ?? '';
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
};

/**
 * `where` with what people typed in the shape in which it is stored: clean, and a phone number, postcode or e-mail address as its field
 * holds it. What the search box of a list looks for may stand in several fields, a word here and a word there.
 */
export function searchConditions(where: Where): Where {
  const entries = Object.entries(where).map(([key, value]): [string, unknown] => {
    if (!Array.isArray(value)) return [key, value];
    const search = key.toLowerCase() === 'or' ? searchBoxOf(value) : undefined;
    return search ? [key, search] : [key, value.map(searchConditions)];
  });
  const conditions = entries.filter(([, value]) => Array.isArray(value));
  const paths = entries.filter(([, value]) => !Array.isArray(value));
  const rest = Object.fromEntries(conditions) as Where;
  const ored = paths.map(([path, operators]) => pathConditions(path, operators as Operators));
  const [only] = ored;
  if (ored.length === 0) return rest;
  if (ored.length === 1 && only && conditions.length === 0) return only;
  return conditions.length === 0 ? { and: ored } : { and: [...ored, rest] };
}

type Operators = Record<string, unknown>;

function pathConditions(path: string, operators: unknown): Where {
  if (typeof operators !== 'object' || operators === null) return { [path]: operators } as Where;
  const kind = kindOf(path);
  const shaped = Object.entries(operators).map(([operator, value]): Where => {
    if (typeof value !== 'string') return { [path]: { [operator]: value } } as Where;
    if (operator === 'like' || operator === 'contains') return anyOf(path, operator, value);
    const exact = operator === 'equals' || operator === 'not_equals';
    return { [path]: { [operator]: (exact && kind?.stored(value)) || value } } as Where;
  });
  return shaped.length === 1 && shaped[0] ? shaped[0] : { and: shaped };
}

/** A search in one field: for what was typed, or for what is stored of that. */
function anyOf(path: string, operator: 'like' | 'contains', typed: string): Where {
  const clean = cleanLine(typed);
  // Blanks alone are searched for as they come.
  const asTyped: Where = { [path]: { [operator]: clean || typed } };
  const stored = kindOf(path)?.searched(typed) ?? [];
  return stored.length === 0
    ? asTyped
    : { or: [asTyped, ...stored.map((text): Where => ({ [path]: { contains: text } }))] };
}

/** What the search box of a list asks of several fields: each word in one of them, or all of it in one as that stores it. */
function searchBoxOf(conditions: readonly unknown[]): Where[] | undefined {
  const asked = conditions.map(asSearch);
  const [first] = asked;
  if (asked.length < 2 || !first || asked.some((each) => each?.typed !== first.typed)) return undefined;
  const paths = asked.flatMap((each) => each?.path ?? []);
  const words = cleanLine(first.typed).split(' ');
  const wordInAny = (word: string): Where => ({ or: paths.map((path) => ({ [path]: { like: word } })) });
  const everyWord = words.length <= MAX_WORDS ? [{ and: words.map(wordInAny) }] : [];
  return [...everyWord, ...paths.map((path) => anyOf(path, 'like', first.typed))];
}

function asSearch(condition: unknown): { path: string; typed: string } | undefined {
  const [[path, operators] = [], ...others] = Object.entries((condition ?? {}) as object);
  if (path === undefined || others.length > 0 || typeof operators !== 'object' || operators === null) return undefined;
  const [[operator, typed] = [], ...more] = Object.entries(operators);
  return operator === 'like' && typeof typed === 'string' && more.length === 0 ? { path, typed } : undefined;
}
