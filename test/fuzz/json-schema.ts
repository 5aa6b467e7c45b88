import fc from 'fast-check';
import { hostileText, hostileValue } from './hostile.ts';

/** The keywords of JSON Schema that the OpenAPI document uses. */
export type JsonSchema = {
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  $ref?: string;
};

/** Returns a generator of the values that existing rows have for a property called `name`; undefined if there are none. */
export type KnownValues = (name: string) => fc.Arbitrary<unknown> | undefined;

const FORMATS: Record<string, fc.Arbitrary<unknown>> = {
  uuid: fc.uuid({ version: 7 }),
  email: fc.integer({ min: 1, max: 40 }).map((n) => `fuzz-${n}@example.com`),
  'date-time': fc
    .date({ min: new Date('2020-01-01'), max: new Date('2032-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  date: fc
    .date({ min: new Date('2020-01-01'), max: new Date('2032-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  uri: fc.constantFrom(
    'https://example.com/',
    'http://localhost:3000/a?b=c#d',
    'https://example.com/kitchen?utm_source=x',
  ),
  password: fc.constantFrom('a long password', 'another long password', 'x'.repeat(128)),
};

/**
 * Generates valid values for `schema`, and any JSON value if the schema has no type. If `known` has values of existing rows for
 * the property, four of five generated values come from existing rows.
 */
export function validValue(schema: JsonSchema, known: KnownValues, name = ''): fc.Arbitrary<unknown> {
  const existing = known(name);
  const made = madeValue(schema, known, name);
  return existing ? fc.oneof({ weight: 4, arbitrary: existing }, { weight: 1, arbitrary: made }) : made;
}

function madeValue(schema: JsonSchema, known: KnownValues, name: string): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fc.oneof(...options.map((option) => validValue(option, known, name)));
  const types = [schema.type ?? []].flat();
  if (types.length > 1) return fc.oneof(...types.map((type) => validValue({ ...schema, type }, known, name)));
  switch (types[0]) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min: lowest(schema), max: Math.min(schema.maximum ?? 1000, 2 ** 40) });
    case 'number':
      return fc.integer({ min: lowest(schema), max: Math.floor(schema.maximum ?? 5000) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(validValue(schema.items ?? {}, known, name), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case 'object':
      return object(schema, known);
    default:
      return hostileValue;
  }
}

const lowest = ({ minimum, exclusiveMinimum }: JsonSchema) => Math.ceil(minimum ?? (exclusiveMinimum ?? -1) + 1);

function text({ format = '', pattern, minLength = 0, maxLength = 60 }: JsonSchema): fc.Arbitrary<unknown> {
  const formatted = FORMATS[format];
  if (formatted) return formatted;
  if (pattern && !pattern.includes('\\P')) return fc.stringMatching(new RegExp(pattern));
  return fc.oneof(
    fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) }),
    fc
      .constantFrom('Ada', '020 7946 0958', 'SW4 7AA', '1 High Street, London')
      .filter((value) => value.length <= maxLength),
  );
}

function object(schema: JsonSchema, known: KnownValues): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, validValue(property, known, name)]),
  );
  const own = fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
  if (!additionalProperties) return own;
  const more = fc.dictionary(
    fc.string({ maxLength: 20 }),
    additionalProperties === true ? hostileValue : validValue(additionalProperties, known),
    { maxKeys: 4 },
  );
  return fc.tuple(own, more).map(([known, additional]) => ({ ...additional, ...known }));
}

/** Generates nearly valid values: in a valid value, one part is removed, replaced by a hostile value, or added. */
export function nearlyValidValue(schema: JsonSchema, known: KnownValues): fc.Arbitrary<unknown> {
  return fc
    .tuple(validValue(schema, known), fc.nat(), hostileValue, fc.constantFrom('replace', 'remove', 'add'))
    .map(([value, at, hostile, change]) => changed(value, at, hostile, change));
}

function changed(value: unknown, at: number, hostile: unknown, change: string): unknown {
  if (typeof value !== 'object' || value === null) return hostile;
  const keys = Object.keys(value);
  if (change === 'add' || keys.length === 0)
    return Array.isArray(value) ? [...value, hostile] : { ...value, surprise: hostile };
  const key = keys[at % keys.length] as string;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const part: unknown = Reflect.get(copy, key);
  if (change === 'remove') Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, changed(part, Math.floor(at / keys.length), hostile, 'replace'));
  return copy;
}

/** Generates the text of a path or query parameter: a valid value, a value of an existing row, or a hostile text. */
export function parameterText(schema: JsonSchema, known: KnownValues, name: string): fc.Arbitrary<string> {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: validValue(schema, known, name).map((value) =>
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ),
    },
    { weight: 1, arbitrary: hostileText },
  );
}
