import type { NextFunction, Request, Response } from 'express';

/** Rejects requests whose host is not localhost or 127.0.0.1, against DNS rebinding. */
export function requireLocalhost(request: Request, response: Response, next: NextFunction): void {
  const here = ['127.0.0.1', 'localhost'].includes(request.hostname);
  if (here) next();
  else response.status(403).type('text').send('The Stripe simulator accepts only requests to localhost and 127.0.0.1.');
}
