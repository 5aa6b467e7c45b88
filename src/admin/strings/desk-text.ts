import type { strings } from './index.ts';

type Strings = typeof strings;

type Domain = keyof Strings & string;

/** Payload chooses among these by `count`. */
type WithoutPlural<Key extends string> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;

/** A text by its domain and name: `calendar:closeDay`. */
export type TextKey = { [D in Domain]: `${D}:${WithoutPlural<keyof Strings[D] & string>}` }[Domain];

type Plural<D extends Domain, Name extends string> = Strings[D][(Name | `${Name}_one` | `${Name}_other`) &
  keyof Strings[D]];

type TextOf<Key extends TextKey> = Key extends `${infer D extends Domain}:${infer Name}` ? Plural<D, Name> : never;

type Placeholder<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Placeholder<Rest> : never;

type Values<Key extends TextKey> = { [Name in Placeholder<TextOf<Key>>]: string | number };

/** What a text has to be told: nothing, or a value for each of its placeholders. */
type Told<Key extends TextKey> = [Placeholder<TextOf<Key>>] extends [never] ? [] : [values: Values<Key>];

/** A text that has no placeholders. */
export type PlainKey = { [Key in TextKey]: Told<Key> extends [] ? Key : never }[TextKey];

/** A text of the admin UI in the reader's language. Keys and the values of placeholders are checked by the compiler. */
export type DeskText = <Key extends TextKey>(key: Key, ...told: Told<Key>) => string;

/** Where our texts stand among Payload's own. */
export const NAMESPACE = 'lomashWood';

type Translate = (key: never, values?: Record<string, unknown>) => string;

/** Our texts through Payload's i18n, given the `i18n` that its server components get. */
export const deskText =
  ({ t }: { t: Translate }): DeskText =>
  (key, ...[values]) =>
    t(`${NAMESPACE}:${key}` as never, values);
