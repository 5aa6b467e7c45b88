// @ts-check
/**
 * Cuts the properties of an event to `sizes`, in their order: what doesn't fit any more goes, lists lose whole entries, and a text is
 * cut at the end. The ingest calls it, and the tracker holds a copy of it (tracker-file.ts), so it uses nothing from outside.
 *
 * @template {Record<string, unknown>} T
 * @param {T} properties as JSON has them
 * @param {{ levels: number, keys: number, characters: number }} sizes
 * @returns {T} the same object when it fits
 */
export function cutProperties(properties, sizes) {
  let { keys, characters } = sizes;
  let isCut = false;
  /** Takes its place away, or tells that there is none left. @param {number} ofKeys @param {number} ofCharacters */
  const take = (ofKeys, ofCharacters) => {
    if (ofKeys > keys || ofCharacters > characters) {
      isCut = true;
      return false;
    }
    keys -= ofKeys;
    characters -= ofCharacters;
    return true;
  };
  /** @param {unknown} value @param {number} level @returns {unknown} undefined for what has no place */
  const cut = (value, level) => {
    if (typeof value === 'string') {
      if (take(0, value.length)) return value;
      // No half of a character that is written as two units.
      const kept = value.slice(0, characters).replace(/[\ud800-\udbff]$/, '');
      characters = 0;
      return kept || undefined;
    }
    if (typeof value !== 'object' || value === null) return take(0, 8) ? value : undefined;
    if (level > sizes.levels) {
      isCut = true;
      return undefined;
    }
    return Array.isArray(value) ? cutList(value, level) : cutObject(value, level);
  };
  /** @param {unknown[]} list @param {number} level */
  const cutList = (list, level) => {
    /** @type {unknown[]} */
    const kept = [];
    const wasCut = isCut;
    for (const entry of list) {
      isCut = false;
      const left = { keys, characters };
      const cutEntry = take(1, 0) ? cut(entry, level + 1) : undefined;
      if (isCut) {
        ({ keys, characters } = left);
        return kept;
      }
      kept.push(cutEntry);
    }
    isCut = wasCut;
    return kept;
  };
  /** @param {object} object @param {number} level */
  const cutObject = (object, level) => {
    /** @type {[string, unknown][]} */
    const kept = [];
    for (const [key, value] of Object.entries(object)) {
      const cutValue = take(1, key.length) ? cut(value, level + 1) : undefined;
      if (cutValue !== undefined) kept.push([key, cutValue]);
    }
    return Object.fromEntries(kept);
  };
  const kept = /** @type {T} */ (cut(properties, 1));
  return isCut ? kept : properties;
}
