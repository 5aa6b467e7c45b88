import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import {
  type CollectionAfterChangeHook,
  type CollectionBeforeOperationHook,
  type PayloadRequest,
  ValidationError,
} from 'payload';
import { isStaff } from '../../access/roles.ts';
import { emit } from '../../events/emit.ts';
import { normaliseEmail } from '../../lib/contact.ts';
import { clearStaffAttempts, countStaffAttempt } from './failed-logins.ts';
import { invite, isInvited } from './staff-invitations.ts';

/** The parameters of Payload 3.90.1 for hashing staff passwords (payload/dist/auth/strategies/local). */
const PAYLOAD_HASH = { iterations: 600_000, keyLength: 32, digest: 'sha256' } as const;
/** The prefix of a stored hash with these parameters. */
const HASH_PREFIX = 'pbkdf2-sha256-v1:';

const LENGTH_LIMITS = { min: 12, max: 128 } as const;

const hash = promisify(pbkdf2);

/** Hashes a staff password as Payload does, with the same cost. */
export const hashStaffPassword = (password: string, salt: string): Promise<Buffer> =>
  hash(password, salt, PAYLOAD_HASH.iterations, PAYLOAD_HASH.keyLength, PAYLOAD_HASH.digest);

/** Whether `password` matches the hash and salt of a member of staff, in Payload's format. */
export async function isStaffPassword(
  password: string,
  stored: { hash?: string | null; salt?: string | null },
): Promise<boolean> {
  if (!stored.salt || !stored.hash?.startsWith(HASH_PREFIX)) return false;
  const expected = Buffer.from(stored.hash.slice(HASH_PREFIX.length), 'hex');
  const actual = await hashStaffPassword(password, stored.salt);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

let cache: Promise<ReadonlySet<string>> | undefined;

/**
 * Loads the common passwords that are long enough to be staff passwords. The library's list has some 49,000 entries, ordered by
 * frequency.
 */
async function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].filter((candidate: string) => candidate.length >= LENGTH_LIMITS.min));
}

/**
 * Returns a message that explains why a new staff password is refused; undefined if it is accepted. A password must have 12 to
 * 128 characters (Unicode code points) and must not be a common password.
 */
export async function findStaffPasswordProblem(password: string): Promise<string | undefined> {
  const characters = [...password].length;
  if (characters < LENGTH_LIMITS.min || characters > LENGTH_LIMITS.max) {
    return `The password must have ${LENGTH_LIMITS.min} to ${LENGTH_LIMITS.max} characters.`;
  }
  cache ??= loadCommonPasswords();
  const plain = password.normalize('NFKC').toLowerCase();
  return (await cache).has(plain) ? 'This password is too common. Choose another one.' : undefined;
}

type PasswordChangeArgs = { id?: unknown; data?: { password?: unknown; email?: unknown; currentPassword?: unknown } };

/** The context key that marks a user created without a password. */
const INVITES = 'invitesStaff';

/**
 * The context key that marks operations with a new password. It is needed because Payload removes the password from the data
 * before later hooks run.
 */
const SETS_PASSWORD = 'setsStaffPassword';

const toFieldError = (path: string, message: string) =>
  new ValidationError({ collection: 'users', errors: [{ path, message }] });

/**
 * Applies the rules for staff passwords wherever a password is set: on creation, change, reset and in scripts. To change their
 * own password or address, staff must send the current password as `currentPassword`, which is never stored.
 */
export const checkStaffPassword: CollectionBeforeOperationHook<'users'> = async ({ args, operation, req }) => {
  if (operation !== 'create' && operation !== 'update' && operation !== 'resetPassword') return;
  const { data, id } = args as PasswordChangeArgs;
  if (!data) return;
  const { currentPassword, ...rest } = data;
  // Remove the current password: it is not a field of the user, and must not be returned with an error.
  delete data.currentPassword;
  if (rest.password !== undefined && rest.password !== null && rest.password !== '') {
    if (typeof rest.password !== 'string') throw toFieldError('password', 'The password must be a string.');
    const problem = await findStaffPasswordProblem(rest.password);
    if (problem) throw toFieldError('password', problem);
  }
  req.context[SETS_PASSWORD] = Boolean(rest.password);
  if (operation === 'create') {
    req.context[INVITES] = !rest.password;
    // Set a random password that nobody sees: the person chooses one with the link of the invitation.
    if (!rest.password) data.password = randomBytes(48).toString('base64url');
  }
  if (operation === 'update') await requireOwnPassword(req, id, { ...rest, currentPassword });
};

/**
 * Requires `currentPassword` if staff change their own password or address.
 * @throws ValidationError at `currentPassword` if it is missing or wrong, and at `password` or `email` if one call would change
 * several people; TooManyFailuresError after too many wrong passwords
 */
async function requireOwnPassword(
  req: PayloadRequest,
  id: unknown,
  { password, email, currentPassword }: NonNullable<PasswordChangeArgs['data']>,
): Promise<void> {
  const { user, payload } = req;
  if (!isStaff(user)) return;
  const setsPassword = typeof password === 'string' && password !== '';
  if (id === undefined && (setsPassword || email !== undefined)) {
    const path = setsPassword ? 'password' : 'email';
    throw toFieldError(path, 'Change the password or e-mail address of one person at a time.');
  }
  const setsEmail = typeof email === 'string' && normaliseEmail(email) !== user.email;
  if (String(id) !== String(user.id) || !(setsPassword || setsEmail)) return;
  if (typeof currentPassword !== 'string' || currentPassword === '') {
    throw toFieldError('currentPassword', 'Enter your current password too.');
  }
  const attempt = { email: user.email, network: 'own account' };
  await countStaffAttempt(payload, attempt);
  const stored = await payload.db.findOne<{ id: string; hash?: string; salt?: string }>({
    ...{ collection: 'users', where: { id: { equals: user.id } }, req },
  });
  if (!stored || !(await isStaffPassword(currentPassword, stored))) {
    throw toFieldError('currentPassword', 'The current password is wrong.');
  }
  await clearStaffAttempts(payload, attempt);
}

/**
 * Invites staff who were created without a password. If the address changes before the person has chosen a password, invites them
 * again, because the link was sent to the old address.
 */
export const inviteStaff: CollectionAfterChangeHook = async ({ doc, previousDoc, operation, req }) => {
  const staffId = String(doc.id);
  const by = isStaff(req.user) ? String(req.user.id) : null;
  const moved = operation === 'update' && previousDoc?.email !== doc.email && !doc.deactivatedAt;
  if (operation === 'create' ? req.context[INVITES] === true : moved && (await isInvited(req, staffId))) {
    await invite(req, staffId, by);
  }
  return doc;
};

/**
 * Notifies a member of staff by e-mail that they or an admin changed their password. For a password reset,
 * staff-password-links.ts emits the same event.
 */
export const emitPasswordChanged: CollectionAfterChangeHook = async ({ doc, operation, req }) => {
  if (operation === 'update' && req.context[SETS_PASSWORD] === true) {
    await emit(req, 'staff.password_changed', { staffId: String(doc.id) });
  }
  return doc;
};
