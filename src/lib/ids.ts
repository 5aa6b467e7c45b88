import { randomInt } from 'node:crypto';
import { validate } from 'uuid';
import { V7Generator } from 'uuidv7';

/** Uses `randomInt`, which buffers random bytes: a system call for each id would cost more than the rest of its generation. */
const generator = new V7Generator({ nextUint32: () => randomInt(2 ** 32) });

/** A new UUIDv7 (RFC 9562). UUIDv7s sort by creation time, which keeps indexes on them dense. */
export const uuidv7 = (): string => generator.generate().toString();

/** The creation time of a UUIDv7 in milliseconds since the epoch, from its first 48 bits. */
export const timestampFromUuid = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

/** Whether `value` is a UUID. Check it before a query: Postgres rejects the whole statement for a malformed id. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && validate(value);

/** Returns the id of a relationship's value. Payload provides the value as an id or, if populated, as the document. */
export function toRelationId(value: string | { id: string } | null | undefined): string | undefined {
  return typeof value === 'string' ? value : (value?.id ?? undefined);
}
