import type { Endpoint } from 'payload';

const createRefusal = (method: Endpoint['method'], path: string, status: 403 | 404): Endpoint => ({
  method,
  path,
  handler: () => Response.json({ errors: [{ message: 'Customers sign in through /v1/auth.' }] }, { status }),
});

/**
 * Replaces the auth routes of `customers` that `disableLocalStrategy` leaves open: Payload's `/me` would return the token, and
 * its `/refresh-token` would set a cookie like that of staff. Payload uses the first matching endpoint, and appends its own
 * endpoints to those of the collection (3.90.1: sanitizeCollection, handleEndpoints), so these endpoints take precedence. Payload
 * itself refuses its other auth routes (login, forgot-password, reset-password, unlock, verify, first-register).
 */
export const refuseAuthRoutes: Endpoint[] = [
  createRefusal('get', '/me', 404),
  createRefusal('get', '/init', 404),
  createRefusal('post', '/logout', 404),
  createRefusal('post', '/refresh-token', 403),
];

/**
 * Refuses requests to Payload's route that makes any visitor the first admin while there are no staff. The first admin is created
 * from environment variables instead (`ensureFirstAdmin`).
 */
export const refuseFirstRegister: Endpoint[] = [
  {
    method: 'post',
    path: '/first-register',
    handler: () =>
      Response.json({ errors: [{ message: 'The first admin is created when the server starts.' }] }, { status: 403 }),
  },
];

/** Refuses verification links: staff addresses are not verified, and Payload's route would query a column that does not exist. */
export const refuseVerification: Endpoint = {
  method: 'post',
  path: '/verify/:id',
  handler: () => Response.json({ errors: [{ message: 'This link is not valid.' }] }, { status: 400 }),
};
