import express, { type Request, type Response, type Router } from 'express';
import Stripe from 'stripe';
import { ApiError } from '../api-error.ts';
import { newId } from '../ids.ts';
import { Api, type ApiParts } from './api.ts';
import { authenticateKey } from './auth.ts';
import type { ApiAnswer } from './idempotency.ts';
import { operations } from './operations.ts';

/** Stripe's API over HTTP: `/v1/…`. */
export function apiRouter(parts: ApiParts): Router {
  const api = new Api(parts);
  const router = express.Router();
  router.use('/v1', express.urlencoded({ extended: true, limit: '1mb' }));
  for (const operation of operations) {
    router[operation.method](operation.path, async (request, response) => {
      const requestId = newId('req');
      const { key: _, ...params }: Record<string, unknown> =
        operation.method === 'get' ? request.query : (request.body ?? {});
      const idempotencyKey = operation.method === 'post' ? request.get('idempotency-key') : undefined;
      try {
        const key = authenticateKey(request, operation.publishable);
        const id = String(request.params.id ?? '');
        const call = { account: parts.account, id, key, site: readSite(request) };
        const answer = await api.answer({ operation, call, path: request.path, params, requestId, idempotencyKey });
        if (answer === 'broken') request.socket.destroy();
        else if (answer !== 'never') send(request, response, requestId, answer);
      } catch (error) {
        send(request, response, requestId, refusal(error));
      }
    });
  }
  router.use('/v1', (request, response) => {
    const url = `${request.method}: ${request.originalUrl.split('?')[0]}`;
    const message = `Unrecognized request URL (${url}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`;
    const error = new ApiError(404, { type: 'invalid_request_error', message });
    send(request, response, newId('req'), refusal(error));
  });
  return router;
}

/** Converts an ApiError to a response. @throws every other error, which is a bug of the simulator */
export function refusal(error: unknown): ApiAnswer {
  if (error instanceof ApiError) return { status: error.status, body: error.body };
  throw error;
}

const readSite = (request: Request) => `${request.protocol}://${request.get('host')}`;

function send(request: Request, response: Response, requestId: string, { status, body, headers }: ApiAnswer): void {
  const key = request.get('idempotency-key');
  response.status(status).set({
    'request-id': requestId,
    'stripe-version': request.get('stripe-version') ?? Stripe.API_VERSION,
    ...(key && request.method === 'POST' && { 'idempotency-key': key }),
    ...headers,
  });
  response.json(body);
}
