import { normalisePhone, normalisePostcode } from '../contact.ts';
import { parseEmail } from '../email-address.ts';
import { cleanLine } from './clean.ts';

const PHONE_PART = /^\+?[\d\s().-]+$/;
/** An outward code and the beginning of an inward one, without the space. */
const POSTCODE_PART = /^([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{0,2})$/i;

/** What to look for among stored phone numbers (`+447700900321`) when `typed` is searched, as a whole or a part of one. */
export function searchedPhones(typed: string): string[] {
  const whole = normalisePhone(typed);
  if (whole) return [whole];
  const clean = cleanLine(typed);
  const digits = clean.replace(/\D/g, '');
  if (!PHONE_PART.test(clean) || digits.length < 3) return [];
  // A number that is dialled begins with a 0 that is not stored.
  return [...new Set([digits, digits.replace(/^0+(?:44)?/, '')])].filter((part) => part.length > 1);
}

/** The same among stored postcodes (`SW4 7AA`). */
export function searchedPostcodes(typed: string): string[] {
  const whole = normalisePostcode(typed);
  if (whole) return [whole];
  const joined = cleanLine(typed).replaceAll(' ', '');
  return POSTCODE_PART.test(joined) ? [joined.replace(POSTCODE_PART, '$1 $2')] : [];
}

/** The same among stored e-mail addresses. */
export function searchedEmails(typed: string): string[] {
  const whole = parseEmail(typed);
  return whole && whole !== cleanLine(typed).toLowerCase() ? [whole] : [];
}
