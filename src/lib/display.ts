import parsePhoneNumber from 'libphonenumber-js/min';

// Imports the smallest metadata of libphonenumber that can format numbers, because browsers load this file.

/** Formats a stored number for people: `020 7946 0958`, or with the country code for a foreign one. */
export function showPhone(phone: string): string {
  const number = parsePhoneNumber(phone);
  if (!number) return phone;
  return number.countryCallingCode === '44' ? number.formatNational() : number.formatInternational();
}

type Option = { value: string; label: string };

/** The label of a value. A value without a label, which a newer release may have stored, is returned unchanged. */
export const findLabel = (options: readonly Option[], value: string): string =>
  options.find((option) => option.value === value)?.label ?? value;

/** The label as it is written in the middle of a sentence, such as "no-show". */
export const findLabelInSentence = (options: readonly Option[], value: string): string =>
  findLabel(options, value).replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase());

const HEX = /^#[0-9a-f]{6}$/i;

/** Whether the value is a colour as `#rrggbb`. Only colours of this form may become part of a style sheet. */
export const isHexColour = (value: unknown): value is string => typeof value === 'string' && HEX.test(value);
