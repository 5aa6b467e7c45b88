import type Stripe from 'stripe';
import { z } from 'zod';
import { CURRENCIES } from '../objects/money.ts';

/**
 * An error in a parameter, with Stripe's error code and message. It is part of a Zod issue, from which `validateParams` builds
 * the response.
 */
export type StripeIssue = { code?: string; message: string };

const refuse = (context: z.core.$RefinementCtx, issue: StripeIssue): never => {
  context.addIssue({ code: 'custom', message: issue.message, params: { stripe: issue } });
  return z.NEVER;
};

/** An integer; request bodies and queries contain it as text. */
export const integer = (least: number, most: number) =>
  z.string().transform((text, context): number => {
    const invalid = (message: string) => refuse(context, { code: 'parameter_invalid_integer', message });
    if (!/^-?\d{1,15}$/.test(text)) return invalid(`Invalid integer: ${text}`);
    if (Number(text) < least) return invalid(`This value must be greater than or equal to ${least}.`);
    return Number(text) > most ? invalid(`This value must be less than or equal to ${most}.`) : Number(text);
  });

export const boolean = z.string().transform((text, context): boolean => {
  if (text === 'true' || text === 'false') return text === 'true';
  return refuse(context, { code: 'parameter_invalid_boolean', message: `Invalid boolean: ${text}` });
});

export const currency = z.string().transform((text, context): string => {
  const code = text.toLowerCase();
  if (CURRENCIES.includes(code)) return code;
  const known = CURRENCIES.join(', ');
  return refuse(context, {
    message: `Invalid currency: ${code}. Stripe currently supports these currencies: ${known}`,
  });
});

const TOO_LONG = 'Metadata values can have up to 500 characters, and keys up to 40.';

export const metadata = z
  .union([z.literal(''), z.record(z.string(), z.string())])
  .transform((value, context): Stripe.Emptyable<Stripe.MetadataParam> => {
    const entries = Object.entries(value);
    if (entries.length > 50) {
      return refuse(context, { message: 'Metadata can have up to 50 keys.' });
    }
    if (entries.some(([key, text]) => key.length > 40 || text.length > 500)) {
      return refuse(context, { message: TOO_LONG });
    }
    return value;
  });

export const text = z.string().max(5_000);
export const expand = z.array(z.string()).optional();

type Shape<P> = { [K in keyof P]?: z.ZodType<P[K]> };

/** The schema of the parameters of a call, with the types of the SDK (`P`). Like Stripe, it rejects unknown parameters. */
export const parseParams =
  <P extends object>() =>
  <S extends Shape<P>>(shape: S & Record<Exclude<keyof S, keyof P>, never>) =>
    z.strictObject(shape as S);
