/** Patterns of texts that users should not have to read, by name. */
const CODES: Record<string, RegExp> = {
  'a value in capitals': /\b[A-Z]{2,}(?:_[A-Z]+)+\b/g,
  'a state':
    /\b(?:PENDING|CONFIRMED|COMPLETED|CANCELLED|PROCESSING|SUCCEEDED|FAILED|REFUNDED|DISPUTED|ONLINE|SHOWROOM|KITCHEN|BEDROOM|EARNED|RESTORED|INVOICE)\b/g,
  'snake case': /\b[a-z]+(?:_[a-z0-9]+)+\b/gi,
  'an id': /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  'a phone number in international format': /\+44\d/g,
  'no title': /\bUntitled\b|<No [^>]+>/g,
  'an American date':
    /\b(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01])\/(?:20)?\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}(?:st|nd|rd|th)?,? (?:20)\d\d\b/g,
  'an abbreviation split into letters': /\b(?:U R L|I D|S E O|V A T)\b/g,
};

/** Returns all texts that only developers understand, such as "snake case: page_view". */
export function codesIn(text: string): string[] {
  return Object.entries(CODES).flatMap(([what, pattern]) =>
    [...new Set(text.match(pattern) ?? [])].map((found) => `${what}: ${found}`),
  );
}
