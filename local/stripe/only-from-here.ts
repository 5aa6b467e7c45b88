import type { NextFunction, Request, Response } from 'express';

/** Turns away what came here under another name: a page on the web that has its own host name point to this machine. */
export function onlyFromHere(request: Request, response: Response, next: NextFunction): void {
  const here = ['127.0.0.1', 'localhost'].includes(request.hostname);
  if (here) next();
  else response.status(403).type('text').send('The Stripe simulator is for this machine only.');
}
