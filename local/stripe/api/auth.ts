import type { Request } from 'express';
import { ApiError } from '../api-error.ts';
import type { Call } from './operation.ts';

const NONE =
  "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details.";
const PUBLISHABLE =
  'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.';

/**
 * Returns the kind of the request's API key. Every test key belongs to the same account.
 * @param publishable whether the call accepts the publishable key of a browser
 * @throws ApiError 401
 */
export function authenticateKey(request: Request, publishable: boolean): Call['key'] {
  const key = readKey(request);
  if (key === undefined) throw refused(NONE);
  if (/^[sr]k_test_\w+$/.test(key)) return 'secret';
  if (!/^pk_test_\w+$/.test(key)) throw refused(`Invalid API Key provided: ${maskKey(key)}`);
  if (!publishable) throw refused(PUBLISHABLE, 'secret_key_required');
  return 'publishable';
}

function readKey({ headers, body, query }: Request): string | undefined {
  const [scheme = '', credentials = ''] = headers.authorization?.split(' ') ?? [];
  if (/^bearer$/i.test(scheme)) return credentials;
  if (/^basic$/i.test(scheme)) return Buffer.from(credentials, 'base64').toString().split(':')[0];
  const named: unknown = body?.key ?? query.key;
  return typeof named === 'string' ? named : undefined;
}

const maskKey = (key: string) => `${key.slice(0, 8)}${'*'.repeat(Math.max(0, key.length - 12))}${key.slice(-4)}`;

const refused = (message: string, code?: string) =>
  new ApiError(401, { type: 'invalid_request_error', message, ...(code && { code }) });
