import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Payload } from 'payload';
import { acceptCorrelationId, withCorrelationId } from '../correlation.ts';
import { arrivalOf } from './arrival.ts';
import { crossOriginHeaders } from './cross-origin.ts';
import { DirectRequest, isDirect } from './direct-request.ts';
import type { Endpoint } from './endpoint.ts';
import type { HeaderList } from './fixed-headers.ts';
import { incomingOf, searchOf, send } from './node-request.ts';
import { logRequest } from './request-log.ts';
import { type Outgoing, recallEndpoint, runEndpoint } from './run-endpoint.ts';
import { apiSecurityHeaders } from './security-headers.ts';
import { traceRequest } from './trace-request.ts';

type Options = {
  publicUrl: string;
  development: boolean;
  corsOrigins: readonly string[];
  endpoints: readonly Endpoint[];
};

type Asked = {
  req: IncomingMessage;
  res: ServerResponse;
  correlationId: string;
  routed: Parameters<typeof incomingOf>[1];
  common: HeaderList;
  recalled: Outgoing | undefined;
};

/** Answers a request, or tells by false that it is not one of its own. */
export type Shortcut = (req: IncomingMessage, res: ServerResponse) => boolean;

/**
 * Answers the endpoints whose path has no parameters without Express, whose stack of middlewares and routes costs more than
 * a cached answer takes (docs/decisions/0023): the same endpoint definitions, limits, headers and log lines. What it does
 * not know as written (another method, a slash at the end, an encoded path) is left to Express.
 */
export function aheadOfExpress(payload: Payload, options: Options): Shortcut {
  const endpoints = new Map(
    options.endpoints
      .filter(({ path }) => !path.includes(':'))
      .map((endpoint) => [
        `${endpoint.method.toUpperCase()} ${endpoint.path}`,
        { endpoint, route: () => endpoint.path },
      ]),
  );
  const commonHeaders = crossOriginHeaders(options.corsOrigins, apiSecurityHeaders(options));

  // None of these functions is made for a request: making one costs, and it keeps the request alive for longer.
  const answer = async (
    endpoint: Endpoint,
    { req, res, correlationId, routed, common, recalled }: Asked,
  ): Promise<void> => {
    try {
      await send(req, res, recalled ?? (await runEndpoint(payload, endpoint, incomingOf(req, routed))), common);
    } catch (err) {
      payload.logger.error({ err, route: endpoint.path, correlationId }, 'An answer could not be sent.');
      res.destroy();
    }
  };

  return (req, res) => {
    const { url = '', headers } = req;
    const query = url.indexOf('?');
    const found = endpoints.get(`${req.method} ${query === -1 ? url : url.slice(0, query)}`);
    if (!found) return false;
    const { endpoint, route } = found;
    const visitor = arrivalOf(req);
    const { ip } = visitor;
    const correlationId = acceptCorrelationId(headers['x-correlation-id']);
    const common = commonHeaders(headers.origin).concat('X-Correlation-Id', correlationId);
    logRequest(payload.logger, req, res, { ip, route, correlationId });

    if (isDirect(payload, endpoint, req, ip)) {
      new DirectRequest({ payload, endpoint, req, res, ip, correlationId, common }).run();
      return true;
    }
    const recalled =
      endpoint.recall &&
      recallEndpoint(payload, endpoint, { search: searchOf(url), ifNoneMatch: headers['if-none-match'], visitor });
    // These ask nobody, and need to be known to nobody.
    const unscoped = recalled !== undefined || endpoint.unscoped === true;
    const routed = { url, params: {}, visitor, correlationId: unscoped ? correlationId : undefined };
    const asked = { req, res, correlationId, routed, common, recalled };
    if (unscoped) answer(endpoint, asked);
    else withCorrelationId(correlationId, () => traceRequest(req, res, route, () => answer(endpoint, asked)));
    return true;
  };
}
