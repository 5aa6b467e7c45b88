import type { TextField } from 'payload';
import { textRule } from './rules.ts';

/** A wall-clock time in Europe/London as `HH:mm`. */
export const timeOfDayField = (name: string): TextField => ({
  name,
  type: 'text',
  required: true,
  maxLength: 5,
  validate: textRule(
    (value) =>
      (typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)) || 'A time as HH:mm, for example 09:30.',
  ),
  admin: { placeholder: '09:00', width: '33%' },
});
