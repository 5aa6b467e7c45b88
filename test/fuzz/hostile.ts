import fc from 'fast-check';

/**
 * Texts that often break software: control characters, lone surrogates, the syntax of other languages, extreme numbers and
 * impossible dates.
 */
const TEXTS = [
  ...['', ' ', '\u0000', 'a\u0000b', '\r\n', '\t', '\u200b', '\u202eabc', '\ufeff', '\ud83d', '\udc00x', '😀', '厨房'],
  ...['null', 'undefined', 'NaN', 'true', '0', '-1', '1e400', '9999999999999999999999', '0x10', '1,5', '٣'],
  ...["'", "' OR 1=1 --", '";', '\\', '\\u0000', '%', '%00', '%ff', '%E0%A4%A', '_', '*', '$1', '$$', '{{7*7}}'],
  ...['<script>alert(1)</script>', 'javascript:alert(1)', '../../../etc/passwd', '/', '//', '.', '..', '?a=b', '#x'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '[object Object]', '[]', '{}', '(', '[', '^(a+)+$'],
  ...['00000000-0000-0000-0000-000000000000', '2026-02-30', '2026-13-01T00:00:00Z', '0000-00-00', '+275760-09-13'],
];

/** Generates hostile texts: one of `TEXTS`, random characters, or a text just above a length limit. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  { weight: 1, arbitrary: fc.constantFrom(101, 256, 2001, 20_000).map((length) => 'a'.repeat(length)) },
);

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

/** Generates a JSON value of any type, for a property that expects another type. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      ...[null, true, false, 0, -1, 1.5, 1e21, -1e308, 2 ** 31, 2 ** 53, [], {}, [null], { a: 1 }],
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(50, 500).map(nested) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

/** Generates request bodies that are invalid JSON, or valid but unusual JSON. */
export const hostileBody: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['', ' ', '{', '[', '"', 'null', '[]', '{}', '"text"', '1', '{"a":1,}', "{'a':1}", '{"a":\u0000}', '\ufeff{}'],
    ...['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{}}}', '{"a":1,"a":2}', '{"a":1e999}', '{"\ud800":1}'],
    ...[
      `${'['.repeat(5000)}${']'.repeat(5000)}`,
      `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
      `"${'x'.repeat(70_000)}"`,
    ],
  ),
  hostileText,
);

/** The first bytes of files of several types. Omits types whose first bytes cannot be written as text, such as JPEG. */
const FILES = [
  '',
  'text',
  '\0\0\0\x18ftypisom\0\0\x02\0isomiso2',
  'RIFF\x10\0\0\0WEBPVP8 ',
  'GIF89a',
  '%PDF-1.7',
  '<svg/>',
];

/** Generates multipart forms with the boundary `b`: files of wrong types, unknown fields, and truncated or malformed forms. */
export const hostileForm: fc.Arbitrary<string> = fc.oneof(
  fc
    .record({
      file: fc.constantFrom(...FILES),
      type: fc.constantFrom('image/jpeg', 'video/mp4', 'x', ''),
      name: hostileText,
      alt: hostileText,
    })
    .map(
      ({ file, type, name, alt }) =>
        `--b\r\nContent-Disposition: form-data; name="alt"\r\n\r\n${alt}\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n${file}\r\n--b--\r\n`,
    )
    .chain((form) => fc.nat(form.length * 2).map((end) => form.slice(0, end))),
  hostileBody,
);
