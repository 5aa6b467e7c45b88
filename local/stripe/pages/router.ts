import express, { type Request, type Response, type Router } from 'express';
import type { SimulatedAccount } from '../account.ts';
import { completeAuthentication } from '../actions/authenticate.ts';
import { confirm } from '../actions/confirm.ts';
import { ApiError } from '../api-error.ts';
import type { Intent } from '../state/state.ts';
import { authenticatePage } from './authenticate.tsx';
import { payPage } from './pay.tsx';
import { recentPage } from './recent.tsx';
import { returnTo } from './return-url.ts';

/** Pages on which people pay with test cards. */
export function pagesRouter(account: SimulatedAccount): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false });

  router.get('/', (_, response) => void response.send(recentPage(account.state.intents.newestFirst())));

  router.get('/pay', (request, response) => {
    const { client_secret, payment_intent_client_secret } = request.query;
    const intent = find(account, client_secret ?? payment_intent_client_secret);
    if (intent) response.send(payPage(intent, listEvents(account, intent)));
    else notFound(response);
  });

  router.post('/pay', form, (request, response) => {
    const { client_secret, payment_method } = request.body ?? {};
    const intent = find(account, client_secret);
    if (!intent) return notFound(response);
    const site = readSite(request);
    const waiting = tryToConfirm(account, intent, {
      payment_method: String(payment_method),
      return_url: `${site}/pay`,
      site,
    });
    response.redirect(303, waiting?.next_action?.redirect_to_url?.url ?? payUrl(intent));
  });

  router.get('/authenticate', (request, response) => {
    const intent = find(account, request.query.client_secret);
    if (!intent) notFound(response);
    else if (intent.status === 'requires_action') response.send(authenticatePage(intent));
    else response.redirect(303, payUrl(intent));
  });

  router.post('/authenticate', form, (request, response) => {
    const { client_secret, outcome } = request.body ?? {};
    const before = find(account, client_secret);
    if (!before) return notFound(response);
    const after = completeAuthentication(account, before, outcome === 'complete' ? 'complete' : 'fail');
    response.redirect(
      303,
      returnTo(before.next_action?.redirect_to_url?.return_url ?? `${readSite(request)}/pay`, after),
    );
  });

  return router;
}

/** Confirms a payment. If that fails, the page of the payment shows the reason. */
function tryToConfirm(
  account: SimulatedAccount,
  intent: Intent,
  confirmation: Parameters<typeof confirm>[2],
): Intent | undefined {
  try {
    return confirm(account, intent, confirmation);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function find(account: SimulatedAccount, secret: unknown): Intent | undefined {
  const intent = account.state.intents.get(String(secret).split('_secret_')[0] ?? '');
  return intent?.client_secret === secret ? intent : undefined;
}

/** Events about an intent, or about its charges, refunds and disputes. */
const listEvents = ({ state }: SimulatedAccount, { id }: Intent) =>
  state.events
    .newestFirst()
    .filter(({ data: { object } }) => [object, 'payment_intent' in object && object.payment_intent].some(isIntent(id)));

const isIntent = (id: string) => (value: unknown) =>
  value === id || (typeof value === 'object' && value !== null && 'id' in value && value.id === id);

const payUrl = ({ client_secret }: Intent) => `/pay?client_secret=${client_secret}`;

const readSite = (request: Request) => `${request.protocol}://${request.get('host')}`;

function notFound(response: Response): void {
  response.status(404).type('text').send('There is no payment with this client secret.');
}
