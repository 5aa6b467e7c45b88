import parsePhoneNumber from 'libphonenumber-js/max';
import { parse as parsePostcode } from 'postcode';
import { z } from 'zod';
import { cleanCode, lineInput } from './text.ts';

/** A dot-atom (RFC 5322) of at most 64 characters (RFC 5321). */
const LOCAL_PART = /^(?=.{1,64}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** The characters allowed in a host before its conversion to ASCII. */
const UNICODE_HOST = /^[\p{L}\p{M}\p{N}.-]+$/u;
/** At least two labels (RFC 1035); the last is not a number. */
const ASCII_HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const MAX_LENGTH = 254;

/**
 * Normalises an e-mail address for storage and comparison: cleaned by {@link cleanCode}, in lower case, with the host in ASCII as
 * browsers send it (`ada@xn--mller-kva.de`). Undefined if `input` is not an e-mail address.
 */
export function parseEmail(input: string): string | undefined {
  const clean = cleanCode(input).toLowerCase();
  const at = clean.lastIndexOf('@');
  const [local, host] = [clean.slice(0, at), toAsciiHost(clean.slice(at + 1))];
  const address = `${local}@${host}`;
  return at > 0 && host !== undefined && LOCAL_PART.test(local) && address.length <= MAX_LENGTH ? address : undefined;
}

function toAsciiHost(host: string): string | undefined {
  const url = `http://${host}`;
  if (!UNICODE_HOST.test(host) || !URL.canParse(url)) return undefined;
  const ascii = new URL(url).hostname;
  return ASCII_HOST.test(ascii) ? ascii : undefined;
}

/**
 * Phone numbers that Ofcom reserves for examples and drama. libphonenumber rejects them, but people enter them to try out the
 * site.
 */
const EXAMPLE_NUMBERS = /^\+44(7700900|1632960)\d{3}$/;

/**
 * Normalises a phone number to E.164, for example `+442079460958`; undefined if `input` is not a phone number. Numbers without a
 * country code are read as UK numbers. The whole `input` must be the number: a note beside it would be lost.
 */
export function normalisePhone(input: string): string | undefined {
  const number = parsePhoneNumber(cleanCode(input), { defaultCountry: 'GB', extract: false });
  if (!number || number.ext) return undefined;
  return number.isValid() || EXAMPLE_NUMBERS.test(number.number) ? number.number : undefined;
}

export { showPhone } from './display.ts';

/**
 * Formats a stored number as people dial it from the UK: `00 33 6 12 34 56 78`. It has no `+`, because spreadsheets read a
 * leading `+` as the start of a formula.
 */
export function toDialledPhone(phone: string): string {
  const number = parsePhoneNumber(phone);
  if (!number) return phone;
  return number.countryCallingCode === '44' ? number.formatNational() : number.format('IDD', { fromCountry: 'GB' });
}

/** Normalises a UK postcode to the Royal Mail's format, for example `SW4 7AA`; undefined if `input` is not a postcode. */
export function normalisePostcode(input: string): string | undefined {
  const parsed = parsePostcode(cleanCode(input));
  return parsed.valid ? parsed.postcode : undefined;
}

/** Normalises an e-mail address for storage and comparison; an invalid address is only cleaned and lower-cased. */
export const normaliseEmail = (input: string): string => parseEmail(input) ?? cleanCode(input).toLowerCase();

/**
 * The placeholder that replaces an erased e-mail address; nothing is sent to it. Domains under `.invalid` never exist (RFC 2606).
 */
export const ERASED_EMAIL = 'erased@lomashwood.invalid';

export const isErasedEmail = (email: string | null | undefined): boolean => email === ERASED_EMAIL;

/** Whether a person may enter this address. A record under {@link ERASED_EMAIL} would count as erased. */
export const isNewEmail = (email: string): boolean => parseEmail(email) !== undefined && !isErasedEmail(email);

/** An e-mail address in a request, normalised, of at most 254 characters (RFC 5321). */
export const emailInput = z
  .string()
  .overwrite(normaliseEmail)
  .refine(isNewEmail, 'Enter an e-mail address, such as ada@example.com.')
  .meta({ format: 'email', example: 'ada@example.com' });

/** A normalised e-mail address in responses and events. */
export const storedEmail = z
  .string()
  .refine((value) => parseEmail(value) === value, 'This is not a normalised e-mail address.')
  .meta({ format: 'email' });

/**
 * One part of a person's name in a request: 1 to 100 characters (docs/spec/api.md#caps-and-lists), without control
 * characters.
 */
export const nameInput = lineInput(100)
  .regex(/^\P{Cc}*$/u, 'Enter the name on one line, without special characters.')
  .meta({ example: 'Ada' });

/** A phone number in a request, converted to E.164. */
export const phoneInput = z
  .string()
  .overwrite(cleanCode)
  .max(30)
  .transform((value, context) => {
    const phone = normalisePhone(value);
    if (phone) return phone;
    context.addIssue({ code: 'custom', message: 'Enter a UK phone number, such as 020 7946 0958.' });
    return z.NEVER;
  })
  .meta({ example: '020 7946 0958' });

/** A UK postcode in a request, converted to the Royal Mail's format. */
export const postcodeInput = z
  .string()
  .overwrite(cleanCode)
  .max(10)
  .transform((value, context) => {
    const normalised = normalisePostcode(value);
    if (!normalised) context.addIssue({ code: 'custom', message: 'Enter a UK postcode, such as SW4 7AA.' });
    return normalised ?? z.NEVER;
  });
