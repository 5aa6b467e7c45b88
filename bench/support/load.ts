import autocannon from 'autocannon';
import { type BenchBookingRequest, toBookingRequest } from './data.ts';

export const CONNECTIONS = 16;

/**
 * Books over keep-alive connections. Each connection waits for the response to a request before it sends the next request.
 * @returns bookings per second, from the first request to the last response.
 * @throws Error if any response is not a 201.
 */
export async function bookOverHttp(
  bases: readonly string[],
  bookings: readonly BenchBookingRequest[],
): Promise<number> {
  let next = 0;
  let last = 0;
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    // The load generator prepares one request more than it sends, so the index wraps around.
    const booking = bookings[next++ % bookings.length];
    return booking ? { ...request, ...toBookingRequest(booking) } : request;
  };
  const options: autocannon.Options = {
    url: [...bases] as unknown as string,
    connections: CONNECTIONS,
    amount: bookings.length,
    requests: [{ method: 'POST', path: '/v1/appointments', setupRequest }],
  };
  const start = performance.now();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error, done) => (error ? reject(error) : resolve(done)));
    run.on('response', () => {
      last = performance.now();
    });
  });
  const { statusCodeStats = {}, errors } = result;
  const created = statusCodeStats['201']?.count ?? 0;
  if (created !== bookings.length) {
    throw new Error(`${created} of ${bookings.length} booked: ${JSON.stringify({ statusCodeStats, errors })}`);
  }
  return (bookings.length / (last - start)) * 1000;
}
