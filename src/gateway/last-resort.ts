import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { Problem } from '../problem.ts';
import { sendProblem } from './send-problem.ts';
import { toProblem } from './to-problem.ts';

/** For paths that nothing answered. */
export const notFound: RequestHandler = () => {
  throw new Problem('not_found');
};

/** Makes a problem document of whatever was thrown on the way; a reply that has begun is cut off instead. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const problem = toProblem(error);
    if (problem.status >= 500) log.error({ err: problem.cause ?? error, route: res.locals.route }, 'A request failed.');
    if (res.headersSent) res.destroy();
    else sendProblem(req, res, problem);
  };
}
