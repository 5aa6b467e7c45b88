import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { runtimeOf } from '../../lib/runtime.ts';

/**
 * The Redis stream that buffers accepted events until they are in Postgres (docs/spec/flows.md#8-track-events). An entry contains
 * several events, each as JSON in a field named `event`.
 */
export const STREAM_KEY = 'analytics:buffer';

/**
 * The key under which Redis counts the events in the stream. XLEN returns only the number of entries, and an entry may contain
 * several events. The hash tag puts the key into the same cluster slot as the stream.
 */
export const LENGTH_KEY = `length:{${STREAM_KEY}}`;

/** Outcomes of a request, as {@link APPEND_SCRIPT} returns them. */
export const ACCEPTED = 1;
export const LIMITED = 2;
export const FULL = 3;

/**
 * Maximum events and bytes per entry. A single event with more bytes gets its own entry. Readers request a number of entries, so
 * these limits bound the size of a read.
 */
export const ENTRY_EVENTS = 50;
const ENTRY_BYTES = 65_536;

/**
 * Lua that sets `length` to the number of events in the stream: 0 for an empty stream; otherwise the counter, but at least the
 * number of entries. If somebody deletes the stream by hand, the counter therefore needs no reset.
 */
const READ_LENGTH = `
local entries = redis.call('XLEN', stream)
local length = entries == 0 and 0 or math.max(entries, tonumber(redis.call('GET', counter) or 0))`;

/**
 * Checks each request against its client's limit and the capacity of the stream, and then either counts the request and appends
 * all of its events, or refuses the request. The script is atomic, so the limit holds across processes, and an event is counted
 * only if it is stored. Events of several requests share stream entries, because the cost in Redis is per entry.
 *
 * KEYS: the stream, its length, then the limit key of each request. ARGV: the limit of events per window, the window in
 * milliseconds, the capacity of the stream in events; then for each request its cost, its number of events, and the events.
 * Returns three numbers per request: the outcome, how many events the client may still send, and the milliseconds until the
 * window ends.
 */
export const APPEND_SCRIPT = `
local stream, counter = KEYS[1], KEYS[2]
local points, window, capacity = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])${READ_LENGTH}
local before, used, left, spent, answer, at = length, {}, {}, {}, {}, 4
local fields, bytes = {}, 0
local function append()
  if #fields == 0 then return end
  redis.call('XADD', stream, '*', unpack(fields))
  fields, bytes = {}, 0
end
for i = 3, #KEYS do
  local key, cost, count = KEYS[i], tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  if not used[key] then
    used[key] = tonumber(redis.call('GET', key) or 0)
    left[key] = used[key] > 0 and redis.call('PTTL', key) or window
    spent[key] = 0
  end
  local outcome = ${ACCEPTED}
  if used[key] + cost > points then
    outcome = ${LIMITED}
  elseif length + count > capacity then
    outcome = ${FULL}
  else
    for n = at + 2, at + 1 + count do
      local event = ARGV[n]
      if #fields >= ${2 * ENTRY_EVENTS} or bytes + #event > ${ENTRY_BYTES} then append() end
      fields[#fields + 1] = 'event'
      fields[#fields + 1] = event
      bytes = bytes + #event
    end
    used[key], spent[key], length = used[key] + cost, spent[key] + cost, length + count
  end
  at = at + 2 + count
  answer[#answer + 1] = outcome
  answer[#answer + 1] = points - used[key]
  answer[#answer + 1] = left[key]
end
append()
if length > before then redis.call('SET', counter, length) end
for key, cost in pairs(spent) do
  if cost > 0 and redis.call('INCRBY', key, cost) == cost then redis.call('PEXPIRE', key, window) end
end
return answer`;

/**
 * Acknowledges and deletes entries whose events are stored. An entry that was already deleted does not reduce the length again.
 *
 * KEYS: the stream, its length. ARGV: the consumer group, then for each entry its id and its number of events.
 */
export const REMOVE_SCRIPT = `
local stream, counter = KEYS[1], KEYS[2]${READ_LENGTH}
for at = 2, #ARGV, 2 do
  redis.call('XACK', stream, ARGV[1], ARGV[at])
  if redis.call('XDEL', stream, ARGV[at]) == 1 then length = length - tonumber(ARGV[at + 1]) end
end
redis.call('SET', counter, math.max(0, length))`;

/** Returns the number of events in the stream. KEYS: the stream, its length. */
export const COUNT_SCRIPT = `
local stream, counter = KEYS[1], KEYS[2]${READ_LENGTH}
return length`;

/** The number of accepted events that are still in the buffer. */
export const countBufferedEvents = async (payload: Payload): Promise<number> =>
  Number(await runtimeOf(payload).redis.eval(COUNT_SCRIPT, 2, STREAM_KEY, LENGTH_KEY));

/** The age in seconds of the oldest event in the buffer; 0 if the buffer is empty. */
export async function readBufferLagSeconds(payload: Payload): Promise<number> {
  const [oldest] = await runtimeOf(payload).redis.xrange(STREAM_KEY, '-', '+', 'COUNT', 1);
  return oldest ? Math.max(0, (Date.now() - Number(oldest[0].split('-')[0])) / 1000) : 0;
}

/** The number of poison events that were set aside. */
export async function countRefusedEvents(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ count: string }>(sql`SELECT count(*) FROM refused_events`);
  return Number(rows[0]?.count ?? 0);
}
