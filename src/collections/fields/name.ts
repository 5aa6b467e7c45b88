import type { TextField } from 'payload';
import { nameInput } from '../../services/contact.ts';
import { textRule } from './rules.ts';
import { unlessUnchanged } from './unless-unchanged.ts';

/** A part of a person's name, by the rule of `/v1`. */
export const nameField = (name: 'firstName' | 'lastName', admin: TextField['admin'] = {}): TextField => ({
  name,
  type: 'text',
  required: true,
  maxLength: 100,
  admin,
  validate: unlessUnchanged(
    textRule((value) => nameInput.safeParse(value).success || 'A name without line breaks or control characters.'),
  ),
});
