import { v7, validate } from 'uuid';

/** A new UUIDv7 (RFC 9562): sorts by creation time, so indexes on it stay dense. */
export const uuidv7 = (): string => v7();

/** Whether `value` is a UUID: Postgres refuses the whole statement for anything else. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && validate(value);
