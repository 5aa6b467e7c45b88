import express, { type Request, type Response, type Router } from 'express';
import type { Account } from '../account.ts';
import { authenticate } from '../actions/authenticate.ts';
import { confirm } from '../actions/confirm.ts';
import { ApiError } from '../api-error.ts';
import type { Intent } from '../state/state.ts';
import { authenticatePage } from './authenticate.tsx';
import { payPage } from './pay.tsx';
import { recentPage } from './recent.tsx';
import { returnTo } from './return-url.ts';

/** Pages on which to pay with test cards, for people. */
export function pagesRouter(account: Account): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false });

  router.get('/', (_, response) => void response.send(recentPage(account.state.intents.newestFirst())));

  router.get('/pay', (request, response) => {
    const { client_secret, payment_intent_client_secret } = request.query;
    const intent = find(account, client_secret ?? payment_intent_client_secret);
    if (intent) response.send(payPage(intent, eventsOf(account, intent)));
    else notFound(response);
  });

  router.post('/pay', form, (request, response) => {
    const { client_secret, payment_method } = request.body ?? {};
    const intent = find(account, client_secret);
    if (!intent) return notFound(response);
    const site = siteOf(request);
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
    const after = authenticate(account, before, outcome === 'complete' ? 'complete' : 'fail');
    response.redirect(
      303,
      returnTo(before.next_action?.redirect_to_url?.return_url ?? `${siteOf(request)}/pay`, after),
    );
  });

  return router;
}

/** A payment that cannot be made shows on its page why. */
function tryToConfirm(
  account: Account,
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

function find(account: Account, secret: unknown): Intent | undefined {
  const intent = account.state.intents.get(String(secret).split('_secret_')[0] ?? '');
  return intent?.client_secret === secret ? intent : undefined;
}

/** Events about an intent, or about its charges, refunds and disputes. */
const eventsOf = ({ state }: Account, { id }: Intent) =>
  state.events
    .newestFirst()
    .filter(({ data: { object } }) => [object, 'payment_intent' in object && object.payment_intent].some(isIt(id)));

const isIt = (id: string) => (value: unknown) =>
  value === id || (typeof value === 'object' && value !== null && 'id' in value && value.id === id);

const payUrl = ({ client_secret }: Intent) => `/pay?client_secret=${client_secret}`;

const siteOf = (request: Request) => `${request.protocol}://${request.get('host')}`;

function notFound(response: Response): void {
  response.status(404).type('text').send('There is no payment with this client secret.');
}
