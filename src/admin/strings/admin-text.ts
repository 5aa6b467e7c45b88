import type { strings } from './index.ts';

type Strings = typeof strings;

type Domain = keyof Strings & string;

/** A key without its plural suffix. Payload adds the suffix that fits the value `count`. */
type WithoutPlural<Key extends string> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;

/** The key of a text: its domain and its name, as in `calendar:closeDay`. */
export type TextKey = { [D in Domain]: `${D}:${WithoutPlural<keyof Strings[D] & string>}` }[Domain];

type Plural<D extends Domain, Name extends string> = Strings[D][(Name | `${Name}_one` | `${Name}_other`) &
  keyof Strings[D]];

type TextFor<Key extends TextKey> = Key extends `${infer D extends Domain}:${infer Name}` ? Plural<D, Name> : never;

type Placeholder<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Placeholder<Rest> : never;

type Values<Key extends TextKey> = { [Name in Placeholder<TextFor<Key>>]: string | number };

/** The arguments of a text: none, or a value for each of its placeholders. */
type TextValues<Key extends TextKey> = [Placeholder<TextFor<Key>>] extends [never] ? [] : [values: Values<Key>];

/** The key of a text without placeholders. */
export type PlainKey = { [Key in TextKey]: TextValues<Key> extends [] ? Key : never }[TextKey];

/** Returns a text of the admin UI in the user's language. The compiler checks keys and placeholder values. */
export type AdminText = <Key extends TextKey>(key: Key, ...values: TextValues<Key>) => string;

/** The namespace of our texts in Payload's i18n. */
export const TEXT_NAMESPACE = 'lomashWood';

type Translate = (key: never, values?: Record<string, unknown>) => string;

/** Returns the function that looks up our texts in the `i18n` object that Payload passes to server components. */
export const adminText =
  ({ t }: { t: Translate }): AdminText =>
  (key, ...[values]) =>
    t(`${TEXT_NAMESPACE}:${key}` as never, values);
