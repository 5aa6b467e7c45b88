import type { AfterErrorHook } from 'payload';
import { isProblem } from '../problem.ts';

/**
 * Shows a refusal to editors the way Payload's forms expect it: 400, with the message at the field that it is about. The
 * code of the contract rides along.
 */
export const problemAsFieldError: AfterErrorHook = ({ error }) => {
  if (!isProblem(error) || error.status >= 500 || error.status === 401 || error.status === 403 || error.status === 404) {
    return;
  }
  const { code, message, field } = error;
  const fieldErrors = field ? { errors: [{ message, path: field }] } : {};
  return {
    status: 400,
    response: { errors: [{ name: field ? 'ValidationError' : 'Problem', message, data: { code, ...fieldErrors } }] },
  };
};
