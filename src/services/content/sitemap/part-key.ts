/** Where a file of a sitemap lies in the store; part 0 is the index. */
export const partKey = (generation: string, part: number): string => `sitemap/${generation}/${part}.xml`;
