import {
  type CollectionAfterChangeHook,
  type CollectionBeforeOperationHook,
  type PayloadRequest,
  ValidationError,
} from 'payload';
import { isStaff } from '../../access/roles.ts';
import { emit } from '../../events/outbox.ts';
import { normaliseEmail } from '../contact.ts';
import { clearStaffAttempts, countStaffAttempt } from './staff-failed-logins.ts';
import { isStaffPassword, staffPasswordProblem } from './staff-password.ts';

type Changed = { id?: unknown; data?: { password?: unknown; email?: unknown; currentPassword?: unknown } };

/** Where an operation notes that it sets a password: Payload takes it out of the data before the hooks that come later. */
const SETS_PASSWORD = 'setsStaffPassword';

const fieldError = (path: string, message: string) =>
  new ValidationError({ collection: 'users', errors: [{ path, message }] });

/**
 * The rules of staff passwords, wherever one is set: at creation, by a change, by a reset, by a script. Who changes their own
 * password or address gives the present password as `currentPassword`, which is stored nowhere.
 */
export const checkStaffPassword: CollectionBeforeOperationHook<'users'> = async ({ args, operation, req }) => {
  if (operation !== 'create' && operation !== 'update' && operation !== 'resetPassword') return;
  const { data, id } = args as Changed;
  if (!data) return;
  const { currentPassword, ...rest } = data;
  // It is no field of the person's, and must not come back with an error.
  delete data.currentPassword;
  if (rest.password !== undefined && rest.password !== null && rest.password !== '') {
    if (typeof rest.password !== 'string') throw fieldError('password', 'A password is a text.');
    const problem = await staffPasswordProblem(rest.password);
    if (problem) throw fieldError('password', problem);
  }
  req.context[SETS_PASSWORD] = Boolean(rest.password);
  if (operation === 'update') await askForOwnPassword(req, id, { ...rest, currentPassword });
};

/** @throws ValidationError at `currentPassword` when somebody's own account would change without it. */
async function askForOwnPassword(
  req: PayloadRequest,
  id: unknown,
  { password, email, currentPassword }: NonNullable<Changed['data']>,
): Promise<void> {
  const { user, payload } = req;
  if (!isStaff(user)) return;
  const setsPassword = typeof password === 'string' && password !== '';
  if (id === undefined && (setsPassword || email !== undefined)) {
    const path = setsPassword ? 'password' : 'email';
    throw fieldError(path, 'Change passwords and e-mail addresses of one person at a time.');
  }
  const setsEmail = typeof email === 'string' && normaliseEmail(email) !== user.email;
  if (String(id) !== String(user.id) || !(setsPassword || setsEmail)) return;
  if (typeof currentPassword !== 'string' || currentPassword === '') {
    throw fieldError('currentPassword', 'Type your present password, too.');
  }
  const attempt = { email: user.email, network: 'own account' };
  await countStaffAttempt(payload, attempt);
  const stored = await payload.db.findOne<{ id: string; hash?: string; salt?: string }>({
    ...{ collection: 'users', where: { id: { equals: user.id } }, req },
  });
  if (!stored || !(await isStaffPassword(currentPassword, stored))) {
    throw fieldError('currentPassword', 'That is not your present password.');
  }
  await clearStaffAttempts(payload, attempt);
}

/** Tells the person by e-mail that their password was changed, by themselves or an admin. A reset says so by itself. */
export const tellNewPassword: CollectionAfterChangeHook = async ({ doc, operation, req }) => {
  if (operation === 'update' && req.context[SETS_PASSWORD] === true) {
    await emit(req, 'staff.password_changed', { staffId: String(doc.id) });
  }
  return doc;
};
