import parsePhoneNumber from 'libphonenumber-js/max';
import { parse as parsePostcode } from 'postcode';
import { z } from 'zod';

/** Numbers that Ofcom keeps for examples and drama, and libphonenumber therefore refuses: people try the site with them. */
const EXAMPLE_NUMBER = /^\+44(7700900|1632960)\d{3}$/;

/**
 * A UK phone number in E.164, for example `+442079460958`; undefined when `input` is none. Foreign numbers with a `+`
 * pass too. The whole of `input` must be the number: a note beside it is not silently dropped.
 */
export function normalisePhone(input: string): string | undefined {
  const number = parsePhoneNumber(input.trim(), { defaultCountry: 'GB', extract: false });
  if (!number || number.ext) return undefined;
  return number.isValid() || EXAMPLE_NUMBER.test(number.number) ? number.number : undefined;
}

/** A UK postcode as the Royal Mail writes it, for example `SW4 7AA`; undefined when `input` is none. */
export function normalisePostcode(input: string): string | undefined {
  const parsed = parsePostcode(input.trim());
  return parsed.valid ? parsed.postcode : undefined;
}

/** An e-mail address as it is compared and stored: trimmed and lower-cased. */
export const normaliseEmail = (input: string): string => input.trim().toLowerCase();

/** What stands in place of an e-mail address that was erased. `.invalid` never delivers (RFC 2606); send nothing to it. */
export const ERASED_EMAIL = 'erased@lomashwood.invalid';

export const isErasedEmail = (email: string | null | undefined): boolean => email === ERASED_EMAIL;

/** An e-mail address in a request: comes out normalised, at most the 254 characters of RFC 5321. */
export const emailInput = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email('An e-mail address.').max(254))
  .meta({ format: 'email', example: 'ada@example.com' });

/** One part of a person's name in a request: 1 to 100 characters (api.md, Caps), none of them a control character. */
export const nameInput = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'A name without line breaks or control characters.')
  .meta({ example: 'Ada' });

/** A phone number in a request: comes out in E.164. */
export const phoneInput = z
  .string()
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
  .max(10)
  .transform((value, context) => {
    const normalised = normalisePostcode(value);
    if (!normalised) context.addIssue({ code: 'custom', message: 'A UK postcode, for example SW4 7AA.' });
    return normalised ?? z.NEVER;
  });
