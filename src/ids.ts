import { randomInt } from 'node:crypto';
import { validate } from 'uuid';
import { V7Generator } from 'uuidv7';

/** `randomInt` keeps a store of random bytes; asking the system for each id costs more than the rest of it. */
const generator = new V7Generator({ nextUint32: () => randomInt(2 ** 32) });

/** A new UUIDv7 (RFC 9562): sorts by creation time, so indexes on it stay dense. */
export const uuidv7 = (): string => generator.generate().toString();

/** When a UUIDv7 was made, in milliseconds: its first 48 bits. */
export const instantOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

/** Whether `value` is a UUID: Postgres refuses the whole statement for anything else. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && validate(value);
