/** Words of this trade that are spelt in two ways. */
const PAIRS = [
  ['aluminium', 'aluminum'],
  ['centre', 'center'],
  ['colour', 'color'],
  ['coloured', 'colored'],
  ['fibre', 'fiber'],
  ['grey', 'gray'],
  ['jewellery', 'jewelry'],
  ['moulded', 'molded'],
  ['moulding', 'molding'],
  ['panelled', 'paneled'],
  ['panelling', 'paneling'],
] as const;

const BRITISH = new Map<string, string>(PAIRS.map(([british, american]) => [american, british]));
const AMERICAN = new Map<string, string>(PAIRS);

const spelt = (text: string, words: ReadonlyMap<string, string>) =>
  text.replace(/\p{L}+/gu, (word) => words.get(word.toLowerCase()) ?? word);

/** `text` as it was typed, and as it is spelt on either side of the Atlantic where that differs. */
export const spellings = (text: string): string[] => [...new Set([text, spelt(text, BRITISH), spelt(text, AMERICAN)])];
