/** The stream that accepted events wait in for Postgres (data-flow.md flow 8), each as JSON in a field `event` of an entry. */
export const STREAM = 'analytics:buffer';

/** How many events the stream holds, since an entry has as many as came at a time. In a cluster it lies where the stream lies. */
export const LENGTH = `length:{${STREAM}}`;

/** What became of a request, as the script says it. */
export const TAKEN = 1;
export const LIMITED = 2;
export const FULL = 3;

/** Events and bytes of one entry, about: readers ask for entries, and are to know what they get. */
export const ENTRY_EVENTS = 50;
const ENTRY_BYTES = 65_536;

/** The events in the stream, never fewer than its entries: whoever deletes it need not know of the number beside it. */
const COUNTED = `
local entries = redis.call('XLEN', stream)
local length = entries == 0 and 0 or math.max(entries, tonumber(redis.call('GET', counter) or 0))`;

/**
 * Counts requests against the limit of their client and appends their events, all of one request or none, in one step that
 * nothing comes between: the limit holds over any number of processes, and no event is counted that is not stored. What is
 * refused is not counted. Events of requests that come together share entries: Redis does its work by the entry.
 *
 * KEYS: the stream, its length, then the limit of each request. ARGV: points, milliseconds of the window, events that the stream
 * may have; then of each request its cost, how many events it has, and those. Answers three numbers a request: what
 * became of it, points left, milliseconds until they are all back.
 */
export const APPEND = `
local stream, counter = KEYS[1], KEYS[2]
local points, window, capacity = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])${COUNTED}
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
  local outcome = ${TAKEN}
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
 * Removes entries whose events are stored, and takes those off the length that nobody had removed before.
 *
 * KEYS: the stream, its length. ARGV: the group, then of each entry its id and how many events it has.
 */
export const REMOVE = `
local stream, counter = KEYS[1], KEYS[2]${COUNTED}
for at = 2, #ARGV, 2 do
  redis.call('XACK', stream, ARGV[1], ARGV[at])
  if redis.call('XDEL', stream, ARGV[at]) == 1 then length = length - tonumber(ARGV[at + 1]) end
end
redis.call('SET', counter, math.max(0, length))`;

/** The events in the stream; KEYS: the stream, its length. */
export const COUNT = `
local stream, counter = KEYS[1], KEYS[2]${COUNTED}
return length`;
