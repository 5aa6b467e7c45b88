import type { AfterErrorHook } from 'payload';
import { constraintProblem } from '../database/constraint-problem.ts';
import { isProblem } from '../problem.ts';

const REFUSALS = new Set([400, 409, 422]);

/**
 * Shows a refusal to editors the way Payload's forms expect it: 400, with the message at the field that it is about. The
 * code of the contract rides along.
 */
export const problemAsFieldError: AfterErrorHook = ({ error }) => {
  const problem = isProblem(error) ? error : constraintProblem(error);
  if (!problem || !REFUSALS.has(problem.status)) return;
  const { code, message, field } = problem;
  const fieldErrors = field ? { errors: [{ message, path: field }] } : {};
  return {
    status: 400,
    response: { errors: [{ name: field ? 'ValidationError' : 'Problem', message, data: { code, ...fieldErrors } }] },
  };
};
