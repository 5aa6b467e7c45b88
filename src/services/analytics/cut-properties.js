// @ts-check
/**
 * Cuts the properties of an event to `sizes`, in the order of the properties: values that no longer fit are dropped, lists lose
 * whole entries, and strings are truncated. The ingest calls the function, and load-tracker-file.ts copies the function's source
 * into the tracker, so the function must be self-contained.
 *
 * @template {Record<string, unknown>} T
 * @param {T} properties JSON values only
 * @param {{ levels: number, keys: number, characters: number }} sizes
 * @returns {T} the same object if it fits, otherwise a cut copy
 */
export function cutProperties(properties, sizes) {
  let { keys, characters } = sizes;
  let isCut = false;
  /** Reserves space; returns false if not enough is left. @param {number} ofKeys @param {number} ofCharacters */
  const reserve = (ofKeys, ofCharacters) => {
    if (ofKeys > keys || ofCharacters > characters) {
      isCut = true;
      return false;
    }
    keys -= ofKeys;
    characters -= ofCharacters;
    return true;
  };
  /** @param {unknown} value @param {number} level @returns {unknown} undefined if the value does not fit */
  const cut = (value, level) => {
    if (typeof value === 'string') {
      if (reserve(0, value.length)) return value;
      // Do not leave half of a surrogate pair at the end.
      const kept = value.slice(0, characters).replace(/[\ud800-\udbff]$/, '');
      characters = 0;
      return kept || undefined;
    }
    if (typeof value !== 'object' || value === null) return reserve(0, 8) ? value : undefined;
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
      const cutEntry = reserve(1, 0) ? cut(entry, level + 1) : undefined;
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
      const cutValue = reserve(1, key.length) ? cut(value, level + 1) : undefined;
      if (cutValue !== undefined) kept.push([key, cutValue]);
    }
    return Object.fromEntries(kept);
  };
  const kept = /** @type {T} */ (cut(properties, 1));
  return isCut ? kept : properties;
}
