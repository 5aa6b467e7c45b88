import { ApiError, noSuch } from '../api-error.ts';
import type { Intent } from '../state/state.ts';
import type { Call } from './operation.ts';

/** @throws ApiError when a browser names an intent without knowing its secret */
export function requireSecret({ key }: Call, intent: Intent, secret: string | undefined): void {
  if (key === 'secret' || secret === intent.client_secret) return;
  if (secret === undefined) {
    const message =
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.';
    throw new ApiError(401, { type: 'invalid_request_error', code: 'secret_key_required', message });
  }
  throw noSuch('payment_intent', intent.id, 'intent');
}

/** A browser does not get to see what the merchant keeps with an intent. */
export function viewFor({ key }: Call, intent: Intent): object {
  if (key === 'secret') return intent;
  const { metadata: _, latest_charge: __, ...visible } = intent;
  return visible;
}
