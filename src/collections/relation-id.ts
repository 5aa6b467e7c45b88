/** The id of a relationship's value, which Payload gives as an id or, populated, as the document. */
export function relationId(value: string | { id: string } | null | undefined): string | undefined {
  return typeof value === 'string' ? value : (value?.id ?? undefined);
}
