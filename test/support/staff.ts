import { getFieldsToSign, jwtSign, type Payload } from 'payload';
import { addSessionToUser } from 'payload/shared';
import { ROLES, type Role } from '../../src/access/roles.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { recordSession } from '../../src/services/identity/staff-sessions.ts';

/** The password of every member of staff that these functions create. */
export const STAFF_PASSWORD = 'a long password';

/** {@link STAFF_PASSWORD} as Payload stores it. Hashing takes 0.3 seconds of processor time, so all test files share one hash. */
const STORED_PASSWORD = {
  salt: '6ced5b8316e21845693ac7b7ec75dfc2852ad8d12d68d030027cb956d8081885',
  hash: 'pbkdf2-sha256-v1:6eeed2562cdb192004b1d7cc2a02cd79dcbae1c84e5d66415ea236de1837ec61',
};

/** Creates a member of staff as Payload does, with the stored hash of {@link STAFF_PASSWORD}. @returns the id */
export async function makeStaff(payload: Payload, data: { email: string; name: string; role: Role }): Promise<string> {
  const { id } = await payload.db.create({ collection: 'users', data: { ...data, ...STORED_PASSWORD } });
  return String(id);
}

/** Starts a session as a login does, but without verifying the password. @returns the token of the session */
export async function signInStaff(payload: Payload, staffId: string): Promise<string> {
  const collection = payload.collections.users;
  const collectionConfig = collection.config;
  return withTransaction(payload, async (req) => {
    const user = await payload.findByID({ collection: 'users', id: staffId, depth: 0, showHiddenFields: true, req });
    const session = { ...user, collection: 'users' as const };
    const { sid } = await addSessionToUser({ collectionConfig, payload, req, user: session });
    const fieldsToSign = getFieldsToSign({
      collectionConfig,
      email: user.email,
      user: session,
      ...(sid === undefined ? {} : { sid }),
    });
    const { tokenExpiration } = collectionConfig.auth;
    const { token } = await jwtSign({ fieldsToSign, secret: payload.secret, tokenExpiration });
    await recordSession({ collection: collectionConfig, context: {}, req, token, user: session });
    return token;
  });
}

/** Creates one member of staff per role and signs them in. @returns a token for each role */
export async function staffTokens(payload: Payload): Promise<Record<Role, string>> {
  const tokens: [Role, string][] = [];
  for (const role of ROLES) {
    const id = await makeStaff(payload, { email: `${role}@example.com`, name: role, role });
    tokens.push([role, await signInStaff(payload, id)]);
  }
  return Object.fromEntries(tokens) as Record<Role, string>;
}
