import type { RequestHandler } from 'express';
import type { Payload } from 'payload';
import { Problem } from '../problem.ts';
import { clientAddress } from './client-address.ts';
import { countRequest, GENERAL_LIMIT } from './rate-limit.ts';

/** Counts requests that no endpoint took, so that looking for paths is limited too, and answers 404. */
export const limitUnknown =
  (payload: Payload): RequestHandler =>
  async (req, res) => {
    res.locals.route = '/v1';
    res.set(await countRequest(payload, 'general', GENERAL_LIMIT, clientAddress(req)));
    throw new Problem('not_found');
  };
