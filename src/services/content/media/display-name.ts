const MAX_LENGTH = 200;
/** Control characters, halves of surrogate pairs, and marks that turn the direction of the text around them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** The name of an uploaded file for people to read: its last part, of bounded length. It names nothing in the storage. */
export const displayName = (name: string): string =>
  [...(name.split(/[\\/]/).at(-1) ?? '').replace(UNPRINTABLE, '')].slice(0, MAX_LENGTH).join('');
