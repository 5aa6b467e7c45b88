import fc from 'fast-check';
import { hostileBody, hostileForm, hostileText } from './hostile.ts';
import { type JsonSchema, type KnownValues, nearlyValidValue, parameterText, validValue } from './json-schema.ts';

/** An HTTP request to send. */
export type FuzzRequest = {
  /** The method and path of the tested operation, such as `POST /v1/orders`. */
  operation: string;
  /** The name of the caller, one of `CALLERS`. */
  caller: string;
  method: string;
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
};

type Parameter = { in: 'path' | 'query' | 'header'; name: string; required?: boolean; schema: JsonSchema };

/** An operation of an OpenAPI document. */
export type FuzzedOperation = {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
};

export type Document = { paths: Record<string, Record<string, FuzzedOperation>> };

/** Returns all operations of a document, keyed by method and path, such as `POST /v1/orders`. */
export function listOperations(document: Document): Map<string, FuzzedOperation> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
  return new Map(operations);
}

/** Generates valid, nearly valid and hostile requests to an operation, by any of `callers`. */
export function requestsTo(
  name: string,
  { parameters = [], requestBody }: FuzzedOperation,
  callers: readonly string[],
  known: KnownValues,
): fc.Arbitrary<FuzzRequest> {
  const [method = '', path = ''] = name.split(' ');
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const inHeaders = parameters.filter((parameter) => parameter.in === 'header');
  return fc
    .record({
      caller: fc.constantFrom(...callers),
      path: fc.record(texts(inPath, known)),
      query: fc.record(texts(inQuery, known), {
        requiredKeys: inQuery.filter(({ required }) => required).map((parameter) => parameter.name),
      }),
      more: fc.option(fc.tuple(hostileText, hostileText), { freq: 12, nil: undefined }),
      headers: fc.record(headerTexts(inHeaders), { requiredKeys: [] }),
      body: bodies(requestBody?.content, known),
    })
    .map(({ caller, path: params, query, more, headers, body }) => ({
      operation: name,
      caller,
      method,
      url: `${fill(path, params)}${search({ ...query, ...(more ? { [more[0]]: more[1] } : {}) })}`,
      headers: { ...headers, ...(body ? { 'content-type': body.type } : {}) },
      body: body?.text,
    }));
}

const texts = (parameters: Parameter[], known: KnownValues) =>
  Object.fromEntries(parameters.map(({ name, schema }) => [name, parameterText(schema, known, name)]));

/**
 * Generates header values of printable ASCII characters, because `fetch` rejects others. Two values are frequent, so that some
 * requests share an idempotency key.
 */
const headerTexts = (parameters: Parameter[]) =>
  Object.fromEntries(
    parameters.map(({ name }) => [
      name.toLowerCase(),
      fc.oneof(fc.constantFrom('key-1', 'key-2'), fc.stringMatching(/^[\x21-\x7e]{1,40}$/)),
    ]),
  );

const fill = (path: string, params: Record<string, string>) =>
  path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encoded(segment(params[name] ?? '')));

/** Prefixes an empty segment, `.` and `..` with a space, because they would change the path. */
const segment = (text: string) => (/^\.{0,2}$/.test(text) ? ` ${text}` : text);

/** The maximum length of a parameter: Node.js rejects a request line of over 16 KiB with 431. */
const LONGEST = 1000;

/** Percent-encodes a text. Lone surrogates become U+FFFD, as in browsers, because UTF-8 cannot encode them. */
const encoded = (text: string) => encodeURIComponent(Buffer.from(text.slice(0, LONGEST)).toString());

function search(query: Record<string, string>): string {
  const parts = Object.entries(query).map(([key, value]) => `${encoded(key)}=${encoded(value)}`);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

type Body = { type: string; text: string } | undefined;

function bodies(content: Record<string, { schema: JsonSchema }> | undefined, known: KnownValues): fc.Arbitrary<Body> {
  const form = content?.['multipart/form-data'];
  if (form) return hostileForm.map((text) => ({ type: 'multipart/form-data; boundary=b', text }));
  const json = content?.['application/json']?.schema;
  if (!json)
    return fc.option(
      hostileBody.map((text) => ({ type: 'application/json', text })),
      { freq: 6, nil: undefined },
    );
  const type = fc.oneof(
    { weight: 20, arbitrary: fc.constant('application/json') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/json; charset=utf-16',
        'x',
      ),
    },
  );
  const text = fc.oneof(
    { weight: 6, arbitrary: validValue(json, known).map((value) => JSON.stringify(value)) },
    { weight: 4, arbitrary: nearlyValidValue(json, known).map((value) => JSON.stringify(value) ?? 'undefined') },
    { weight: 1, arbitrary: hostileBody },
  );
  return fc.record({ type, text });
}
