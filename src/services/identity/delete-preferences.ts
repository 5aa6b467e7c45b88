import { sql } from '@payloadcms/db-postgres/drizzle';
import parsePhoneNumber from 'libphonenumber-js/max';
import { toPlainArray } from '../../database/executor.ts';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import type { PersonDetails } from '../../events/personal-data.ts';

/** The traces for finding a person in free text: every e-mail address, name and phone number that they had. */
export type PersonTraces = { emails: readonly string[]; details: readonly PersonDetails[] };

/**
 * Returns a function that says whether a group of texts, such as the conditions of a filter, mentions one of these people:
 * contains one of their addresses, one of their phone numbers in any spelling, or all words of one of their full names. It
 * prefers false matches to missed ones. The cost of a call grows with the length of the texts and the number of addresses, but
 * hardly with the number of names and phone numbers.
 */
export function createPersonMatcher(people: readonly PersonTraces[]): (texts: readonly string[]) => boolean {
  const details = people.flatMap((person) => person.details);
  const emails = [...new Set(people.flatMap((person) => person.emails.map(normalise)))];
  const hasPhone = createPhoneMatcher(details);
  const hasName = createNameMatcher(details);
  return (texts) => {
    // Join the texts with quotes, because no address, phone number or word contains a quote.
    const text = normalise(decode(texts.join('"')));
    return emails.some((email) => text.includes(email)) || hasPhone(text) || hasName(text);
  };
}

const normalise = (text: string) => text.normalize('NFKC').toLowerCase();

/** Decodes percent-encoded parts of the text, such as in URLs, if the encoding is valid. */
const decode = (text: string) =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes;
    }
  });

/** Matches a sequence of digits. Up to three characters other than letters and quotes may separate two digits. */
const DIGITS = /\d(?:[^\p{L}\p{N}"]{0,3}\d)*/gu;
/** Shorter numbers would match by chance. */
const MIN_PHONE_DIGITS = 6;

/**
 * Returns a function that says whether a text contains one of the phone numbers in `details`, compared without the country code.
 * A number may be part of a longer sequence of digits, so a country code may precede it.
 */
function createPhoneMatcher(details: readonly PersonDetails[]): (text: string) => boolean {
  const phones = new Set(details.map(({ phone }) => phone).filter((phone) => phone !== null));
  const numbers = new Set([...phones].map(toNationalNumber).filter(({ length }) => length >= MIN_PHONE_DIGITS));
  const lengths = [...new Set([...numbers].map(({ length }) => length))];
  const isIn = (row: string) =>
    [...row].some((_, start) => lengths.some((length) => numbers.has(row.slice(start, start + length))));
  return (text) => (text.match(DIGITS) ?? []).some((row) => isIn(row.replace(/\D/g, '')));
}

const toNationalNumber = (phone: string): string => parsePhoneNumber(phone)?.nationalNumber ?? phone.replace(/\D/g, '');

const toWords = (text: string): string[] => normalise(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

function countWords(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Returns a function that says whether a text contains all words of a name, in any order and each as often as the name does. */
function createNameMatcher(details: readonly PersonDetails[]): (text: string) => boolean {
  const byFirstWord = new Map<string, Map<string, number>[]>();
  for (const words of listNames(details)) {
    const [first] = words;
    if (first === undefined) continue;
    const names = byFirstWord.get(first) ?? [];
    names.push(countWords(words));
    byFirstWord.set(first, names);
  }
  return (text) => {
    const counts = countWords(toWords(text));
    const hasAll = (name: Map<string, number>) => [...name].every(([word, times]) => (counts.get(word) ?? 0) >= times);
    return [...counts.keys()].some((word) => byFirstWord.get(word)?.some(hasAll));
  };
}

/**
 * Lists the words of each full name in three spellings: with a space between first and last name, and in both orders without a
 * space, as Chinese names are written.
 */
function listNames(details: readonly PersonDetails[]): string[][] {
  const names = new Map<string, string[][]>();
  for (const { firstName, lastName } of details) {
    const key = JSON.stringify([firstName, lastName]);
    if (!firstName || !lastName || names.has(key)) continue;
    const [first, last] = [toWords(firstName), toWords(lastName)];
    const isName = first.length > 0 && last.length > 0;
    names.set(
      key,
      isName ? [[...first, ...last], toWords(`${firstName}${lastName}`), toWords(`${lastName}${firstName}`)] : [],
    );
  }
  return [...names.values()].flat();
}

/**
 * The keys of a preference that contain a search text or a filter. All other keys describe the layout: columns, order, open tabs.
 */
const SEARCH_KEYS: ReadonlySet<string> = new Set(['search', 'where']);

/**
 * Lists the texts that staff have typed into the searches and filters of a saved preference. The conditions of a filter form one
 * group of texts, and each alternative of an `or` is a separate group. Field names, operators and numbers are omitted.
 */
export function listSearchTexts(preference: unknown): string[][] {
  const groups: string[][] = [];
  const startGroup = () => {
    const group: string[] = [];
    groups.push(group);
    return group;
  };
  // Avoid recursion, because a preference may be nested deeper than the call stack allows.
  const open: { node: unknown; group: string[] | undefined }[] = [{ node: preference, group: undefined }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, group } = next;
    if (typeof node === 'string') group?.push(node);
    if (typeof node !== 'object' || node === null) continue;
    for (const [key, child] of Object.entries(node)) {
      if (group && key === 'or' && Array.isArray(child)) {
        for (const alternative of child) open.push({ node: alternative, group: startGroup() });
      } else {
        open.push({ node: child, group: group ?? (SEARCH_KEYS.has(key) ? startGroup() : undefined) });
      }
    }
  }
  return groups;
}

const BATCH_SIZE = 200;

/**
 * Deletes each saved preference, of any member of staff, whose search or filter contains an e-mail address, a phone number or the
 * full name of one of these people. The page then shows the default search and filters to that member of staff again. Reads all
 * preferences once, regardless of the number of people.
 */
export async function deletePreferencesNaming(req: Transactional, people: readonly PersonTraces[]): Promise<void> {
  if (people.length === 0) return;
  const tx = await transactionOf(req);
  const namesPerson = createPersonMatcher(people);
  for (let last: string | null = null; ; ) {
    const { rows }: { rows: { id: string; value: unknown }[] } = await tx.execute(sql`
      SELECT id, value FROM payload_preferences
      WHERE value IS NOT NULL AND (${last}::uuid IS NULL OR id > ${last}::uuid) ORDER BY id LIMIT ${BATCH_SIZE}`);
    const ids = rows.filter(({ value }) => listSearchTexts(value).some(namesPerson)).map(({ id }) => id);
    if (ids.length > 0) {
      await tx.execute(sql`DELETE FROM payload_preferences WHERE id = ANY(${toPlainArray(ids)}::uuid[])`);
    }
    last = rows.at(-1)?.id ?? null;
    if (rows.length < BATCH_SIZE) return;
  }
}
