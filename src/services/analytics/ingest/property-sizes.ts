/**
 * How large the `properties` of an event are at most, for the tracker and the ingest alike. Google Analytics takes 200 items of about
 * ten properties, so as many keys have to pass; their text is what costs.
 */
export const PROPERTY_SIZES = {
  /** Objects and lists inside one another, the properties themselves included. */
  levels: 5,
  /** Keys of objects and entries of lists. */
  keys: 2500,
  /** UTF-16 units of all keys and texts; whatever else counts as 8. */
  characters: 8192,
};
