import parsePhoneNumber from 'libphonenumber-js/max';
import { parse as parsePostcode } from 'postcode';
import { z } from 'zod';
import { parseEmail } from './email-address.ts';
import { cleanLine } from './text/clean.ts';
import { lineInput } from './text/inputs.ts';

/** Numbers that Ofcom keeps for examples and drama, and libphonenumber therefore refuses: people try the site with them. */
const EXAMPLE_NUMBER = /^\+44(7700900|1632960)\d{3}$/;

/**
 * A UK phone number in E.164, for example `+442079460958`; undefined when `input` is none. Foreign numbers with a `+`
 * pass too. The whole of `input` must be the number: a note beside it is not silently dropped.
 */
export function normalisePhone(input: string): string | undefined {
  const number = parsePhoneNumber(cleanLine(input), { defaultCountry: 'GB', extract: false });
  if (!number || number.ext) return undefined;
  return number.isValid() || EXAMPLE_NUMBER.test(number.number) ? number.number : undefined;
}

/** A stored number as people dial it: `020 7946 0958`, and a foreign one with its country. */
export function showPhone(phone: string): string {
  const number = parsePhoneNumber(phone);
  if (!number) return phone;
  return number.countryCallingCode === '44' ? number.formatNational() : number.formatInternational();
}

/** A stored number as it is dialled from here, without a `+`, which spreadsheets take for a formula: `00 33 6 12 34 56 78`. */
export function dialledPhone(phone: string): string {
  const number = parsePhoneNumber(phone);
  if (!number) return phone;
  return number.countryCallingCode === '44' ? number.formatNational() : number.format('IDD', { fromCountry: 'GB' });
}

/** A UK postcode as the Royal Mail writes it, for example `SW4 7AA`; undefined when `input` is none. */
export function normalisePostcode(input: string): string | undefined {
  const parsed = parsePostcode(cleanLine(input));
  return parsed.valid ? parsed.postcode : undefined;
}

/** An e-mail address as it is compared and stored; what is none only clean and lower-cased. */
export const normaliseEmail = (input: string): string => parseEmail(input) ?? cleanLine(input).toLowerCase();

/** What stands in place of an e-mail address that was erased. `.invalid` never delivers (RFC 2606); send nothing to it. */
export const ERASED_EMAIL = 'erased@lomashwood.invalid';

export const isErasedEmail = (email: string | null | undefined): boolean => email === ERASED_EMAIL;

/** An e-mail address in a request: comes out as it is stored, at most the 254 characters of RFC 5321. */
export const emailInput = z
  .string()
  .overwrite(normaliseEmail)
  .refine((value) => parseEmail(value) !== undefined, 'An e-mail address.')
  .meta({ format: 'email', example: 'ada@example.com' });

/** An e-mail address that is stored, in answers and events. */
export const storedEmail = z
  .string()
  .refine((value) => parseEmail(value) === value, 'An e-mail address.')
  .meta({ format: 'email' });

/** One part of a person's name in a request: 1 to 100 characters (api.md, Caps), none of them a control character. */
export const nameInput = lineInput(100)
  .regex(/^\P{Cc}*$/u, 'A name without line breaks or control characters.')
  .meta({ example: 'Ada' });

/** A phone number in a request: comes out in E.164. */
export const phoneInput = z
  .string()
  .overwrite(cleanLine)
  .max(30)
  .transform((value, context) => {
    const phone = normalisePhone(value);
    if (phone) return phone;
    context.addIssue({ code: 'custom', message: 'A UK phone number, for example 020 7946 0958.' });
    return z.NEVER;
  })
  .meta({ example: '020 7946 0958' });

/** A UK postcode in a request: comes out as the Royal Mail writes it. */
export const postcodeInput = z
  .string()
  .overwrite(cleanLine)
  .max(10)
  .transform((value, context) => {
    const normalised = normalisePostcode(value);
    if (!normalised) context.addIssue({ code: 'custom', message: 'A UK postcode, for example SW4 7AA.' });
    return normalised ?? z.NEVER;
  });
