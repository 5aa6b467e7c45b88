import { type AfterErrorHook, ValidationError } from 'payload';
import { takenField } from '../database/taken-field.ts';

/**
 * Answers a bulk edit by which two documents would have the same slug, or the same of anything unique, as Payload answers a single one:
 * 400, with the message at the field. Of a bulk edit Payload keeps that to itself, and stumbles over the next statement.
 */
export const takenAsFieldError: AfterErrorHook = ({ error, req, collection }) => {
  const path = takenField(req.payload, error);
  if (!path) return;
  const errors = [{ message: req.t('error:valueMustBeUnique'), path }];
  const { name, message, data, status } = new ValidationError({ collection: collection?.slug, errors }, req.t);
  return { status, response: { errors: [{ name, message, data }] } };
};
