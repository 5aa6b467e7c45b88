import type { Endpoint } from 'payload';

const refuse = (method: Endpoint['method'], path: string, status: 403 | 404): Endpoint => ({
  method,
  path,
  handler: () => Response.json({ errors: [{ message: 'Customers sign in through /v1/auth.' }] }, { status }),
});

/**
 * Payload's auth routes that `disableLocalStrategy` leaves open on `customers`: `/me` echoes the token, and
 * `/refresh-token` sets a cookie of staff kind. Payload takes the first endpoint that matches and appends its own to
 * those of the collection (3.90.1: sanitizeCollection, handleEndpoints), so these win. The others (login, forgot-password,
 * reset-password, unlock, verify, first-register) refuse by themselves.
 */
export const refuseAuthRoutes: Endpoint[] = [
  refuse('get', '/me', 404),
  refuse('get', '/init', 404),
  refuse('post', '/logout', 404),
  refuse('post', '/refresh-token', 403),
];

/**
 * The route by which anybody becomes the first admin while there are no staff. The first admin comes from the
 * environment instead (`ensureFirstAdmin`).
 */
export const refuseFirstRegister: Endpoint[] = [
  {
    method: 'post',
    path: '/first-register',
    handler: () => Response.json({ errors: [{ message: 'The first admin is set up at start.' }] }, { status: 403 }),
  },
];

/** Addresses of staff aren't verified, so there is no link to follow; Payload would look for a column that isn't there. */
export const refuseVerification: Endpoint = {
  method: 'post',
  path: '/verify/:id',
  handler: () => Response.json({ errors: [{ message: 'This link is not valid.' }] }, { status: 400 }),
};
