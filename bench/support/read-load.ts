import autocannon from 'autocannon';
import { CONNECTIONS } from './load.ts';

type Load = {
  /** The path of the next request. */
  path: () => string;
  headers?: Record<string, string>;
  seconds: number;
  expect?: number;
};

/** Reads over keep-alive connections for a time. @returns requests per second. @throws Error for any other status. */
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
    throw new Error(`${path()} was not always answered with ${expect}: ${JSON.stringify({ statusCodeStats, errors })}`);
  }
  return count / duration;
}
