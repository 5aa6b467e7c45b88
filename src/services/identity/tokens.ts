import { z } from 'zod';
import { ACCESS_TOKEN_SECONDS, issueAccessToken } from './access-token.ts';
import type { Issued } from './refresh-tokens.ts';

/** The answer of login and refresh (api.md §1); `expiresIn` is in seconds. */
export const tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.number().int(),
});

/** Puts a fresh access token of the same session beside a refresh token. */
export async function tokensFor(
  secret: string,
  { customerId, sessionId, refreshToken }: Issued,
): Promise<z.output<typeof tokens>> {
  const accessToken = await issueAccessToken(secret, customerId, sessionId);
  return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS };
}
