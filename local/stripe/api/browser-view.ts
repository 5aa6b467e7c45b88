import { ApiError, noSuch } from '../api-error.ts';
import type { Intent } from '../state/state.ts';
import type { Call } from './operation.ts';

/** Requires a browser to send the client secret of the intent. @throws ApiError if it is missing or wrong */
export function requireSecret({ key }: Call, intent: Intent, secret: string | undefined): void {
  if (key === 'secret' || secret === intent.client_secret) return;
  if (secret === undefined) {
    const message =
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.';
    throw new ApiError(401, { type: 'invalid_request_error', code: 'secret_key_required', message });
  }
  throw noSuch('payment_intent', intent.id, 'intent');
}

/** The part of an intent that the caller may see. Browsers may not see the metadata and the charge. */
export function viewFor({ key }: Call, intent: Intent): object {
  if (key === 'secret') return intent;
  const { metadata: _, latest_charge: __, ...visible } = intent;
  return visible;
}
