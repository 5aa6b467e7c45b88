/** The stream that accepted events wait in for Postgres (data-flow.md flow 8), each as JSON in the field `event`. */
export const STREAM = 'analytics:buffer';

/** What became of a request, as the script says it. */
export const TAKEN = 1;
export const LIMITED = 2;
export const FULL = 3;

/**
 * Counts requests against the limit of their client and appends their events, all of one request or none, in one step that
 * nothing comes between: the limit holds over any number of processes, and no event is counted that is not stored. What is
 * refused is not counted.
 *
 * KEYS: the stream, then the limit of each request. ARGV: points, milliseconds of the window, entries that the stream may have;
 * then of each request its cost, how many events it has, and those. Answers three numbers a request: what became of it,
 * points left, milliseconds until they are all back.
 */
export const APPEND = `
local stream = KEYS[1]
local points, window, capacity = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local length = redis.call('XLEN', stream)
local used, left, spent, answer, at = {}, {}, {}, {}, 4
for i = 2, #KEYS do
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
    for n = at + 2, at + 1 + count do redis.call('XADD', stream, '*', 'event', ARGV[n]) end
    used[key], spent[key], length = used[key] + cost, spent[key] + cost, length + count
  end
  at = at + 2 + count
  answer[#answer + 1] = outcome
  answer[#answer + 1] = points - used[key]
  answer[#answer + 1] = left[key]
end
for key, cost in pairs(spent) do
  if cost > 0 and redis.call('INCRBY', key, cost) == cost then redis.call('PEXPIRE', key, window) end
end
return answer`;
