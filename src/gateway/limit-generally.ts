import type { RequestHandler } from 'express';
import type { Payload } from 'payload';
import { Problem } from '../problem.ts';
import { arrivalOf } from './arrival.ts';
import type { RateLimit } from './endpoint.ts';
import { countGenerally } from './general-limit.ts';
import { countRequest } from './rate-limit.ts';

/** For files: a page loads dozens of them at once, which leaves its API calls their own limit. */
const FILE_LIMIT: RateLimit = { points: 600, seconds: 60, heldAhead: true };

/** Holds what follows to the general limit. */
export const limitGenerally =
  (payload: Payload): RequestHandler =>
  async (req, res, next) => {
    res.set(await countGenerally(payload, arrivalOf(req)));
    next();
  };

/** Holds the files that follow to a limit of their own. */
export const limitFiles =
  (payload: Payload): RequestHandler =>
  async (req, res, next) => {
    const { ip, unlimited } = arrivalOf(req);
    if (!unlimited) res.set(await countRequest(payload, 'files', FILE_LIMIT, ip));
    next();
  };

/** Answers 404 to paths that have no canonical form, before anything else reads them; looking for such paths is limited too. */
export const refuseAmbiguousPaths =
  (payload: Payload): RequestHandler =>
  async (req, res, next) => {
    const arrival = arrivalOf(req);
    if (arrival.url !== undefined) return next();
    res.set(await countGenerally(payload, arrival));
    throw new Problem('not_found');
  };

/** Counts requests that nothing took, unless that was done already: looking for paths is limited too. Answers 404. */
export const limitUnknown =
  (payload: Payload): RequestHandler =>
  async (req, res) => {
    if (!res.hasHeader('RateLimit')) res.set(await countGenerally(payload, arrivalOf(req)));
    throw new Problem('not_found');
  };
