import type { IncomingMessage, ServerResponse } from 'node:http';
import { tracing } from '../tracing.ts';

/** Runs `answer` as the span of a request, which ends with its answer. `route` is the pattern, known by then. */
export function traceRequest(req: IncomingMessage, res: ServerResponse, route: () => string, answer: () => void): void {
  const { method = '', headers } = req;
  const trace = tracing();
  if (!trace) {
    answer();
    return;
  }
  const follows = headers.traceparent as string | undefined;
  const attributes = { 'http.request.method': method };
  trace.run(method, { kind: 'server', attributes, follows }, (span) => {
    res.once('close', () => {
      span.rename(`${method} ${route()}`);
      span.set({ 'http.route': route(), 'http.response.status_code': res.statusCode });
      span.end(res.statusCode >= 500 ? new Error('Failed') : undefined);
    });
    answer();
  });
}
