import { Problem } from '../problem.ts';

/** Characters of a query: links of the website are short, and relation fields of the admin UI send hundreds of ids. */
const MAX_LENGTH = { anybody: 2000, 'signed in': 100_000 };

/** Rows and levels that one read of Payload's REST API may ask for; Payload itself accepts 100,000 rows. */
export const MAX_LIMIT = 100;
const MAX_DEPTH = 4;

const LIMIT_KEY = /^(?:limit|joins\[.+\]\[limit\])(?:\[\d*\])?$/;
const DEPTH_KEY = /^depth(?:\[\d*\])?$/;

/**
 * The query of a read with `limit` and `depth` cut to what one read may ask for. `limit=0` and `pagination=false` mean
 * "all" to Payload, so they are cut too.
 * @throws Problem `validation_failed` for a query that is longer than it may be
 */
export function capRead(search: string, sender: keyof typeof MAX_LENGTH): string {
  const most = MAX_LENGTH[sender];
  if (search.length > most) {
    throw new Problem('validation_failed', `A query may have at most ${most} characters.`);
  }
  const query = new URLSearchParams(search);
  const capped = new URLSearchParams();
  for (const [key, value] of query) {
    if (LIMIT_KEY.test(key)) capped.set(key.replace(/\[\d*\]$/, ''), cappedLimit(value));
    else if (DEPTH_KEY.test(key)) capped.set('depth', cappedDepth(value));
    else capped.append(key, value);
  }
  if (capped.get('pagination') === 'false' && !capped.has('limit')) capped.set('limit', String(MAX_LIMIT));
  return capped.toString();
}

function cappedLimit(value: string): string {
  const limit = Number(value);
  return limit >= 1 && limit <= MAX_LIMIT ? String(Math.floor(limit)) : String(MAX_LIMIT);
}

function cappedDepth(value: string): string {
  const depth = Number(value);
  return depth >= 0 && depth <= MAX_DEPTH ? String(Math.floor(depth)) : String(MAX_DEPTH);
}
