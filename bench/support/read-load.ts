import autocannon from 'autocannon';
import { CONNECTIONS } from './load.ts';

type Load = {
  /** The path of the next request. */
  path: () => string;
  headers?: Record<string, string>;
  seconds: number;
  expect?: number;
};

/**
 * Sends reads over keep-alive connections for `seconds`. @returns requests per second. @throws Error if any response has
 * another status than `expect`
 */
export async function readOverHttp(base: string, { path, headers = {}, seconds, expect = 200 }: Load): Promise<number> {
  const result = await autocannon({
    url: base,
    connections: CONNECTIONS,
    duration: seconds,
    headers,
    requests: [{ setupRequest: (request) => ({ ...request, path: path() }) }],
  });
  const { statusCodeStats = {}, errors, duration } = result;
  const count = statusCodeStats[`${expect}`]?.count ?? 0;
  const others = Object.keys(statusCodeStats).filter((status) => status !== String(expect));
  if (count === 0 || errors > 0 || others.length > 0) {
    throw new Error(
      `Some responses of ${path()} did not have status ${expect}: ${JSON.stringify({ statusCodeStats, errors })}`,
    );
  }
  return count / duration;
}
