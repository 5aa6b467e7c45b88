import { keptAddress } from './page-address.ts';
import { isPrivate } from './private-names.ts';
import { withoutEmails } from './without-emails.ts';

/** An address of a page, which tags send as properties too, such as `page_location`. */
const ADDRESS = /^https?:\/\//i;

/** `value` without what is private in it, however deep; the same object when there is nothing. */
export function withoutPrivate<T>(value: T, optedOut: boolean): T {
  return holdsPrivate(value, optedOut) ? (strip(value, optedOut) as T) : value;
}

function holdsPrivate(value: unknown, optedOut: boolean): boolean {
  if (typeof value === 'string') return keptText(value, optedOut) !== value;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => holdsPrivate(each, optedOut));
  for (const name in value) {
    if (isPrivate(name, optedOut) || holdsPrivate((value as Record<string, unknown>)[name], optedOut)) return true;
  }
  return false;
}

function strip(value: unknown, optedOut: boolean): unknown {
  if (typeof value === 'string') return keptText(value, optedOut);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => strip(each, optedOut));
  const kept = Object.entries(value).filter(([name]) => !isPrivate(name, optedOut));
  return Object.fromEntries(kept.map(([name, child]) => [name, strip(child, optedOut)]));
}

const keptText = (text: string, optedOut: boolean) =>
  ADDRESS.test(text) ? keptAddress(text, optedOut) : withoutEmails(text);
