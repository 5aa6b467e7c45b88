import fc from 'fast-check';
import { hostileBody, hostileForm, hostileText } from './hostile.ts';
import { type JsonSchema, type KnownValues, nearlyValidValue, parameterText, validValue } from './json-schema.ts';

/** One HTTP request, as it is sent. */
export type FuzzRequest = {
  /** The operation that it is made for, as in `POST /v1/orders`. */
  operation: string;
  /** Who sends it: a name of `CALLERS`. */
  caller: string;
  method: string;
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
};

type Parameter = { in: 'path' | 'query' | 'header'; name: string; required?: boolean; schema: JsonSchema };

/** An operation of an OpenAPI document. */
export type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
};

export type Document = { paths: Record<string, Record<string, Operation>> };

/** Every operation of a document by its name, as in `POST /v1/orders`. */
export function operationsOf(document: Document): Map<string, Operation> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
  return new Map(operations);
}

/** Requests to an operation by any of `callers`: valid ones, nearly valid ones and hostile ones. */
export function requestsTo(
  name: string,
  { parameters = [], requestBody }: Operation,
  callers: readonly string[],
  known: KnownValues,
): fc.Arbitrary<FuzzRequest> {
  const [method = '', path = ''] = name.split(' ');
  const inPath = parameters.filter((one) => one.in === 'path');
  const inQuery = parameters.filter((one) => one.in === 'query');
  const inHeaders = parameters.filter((one) => one.in === 'header');
  return fc
    .record({
      caller: fc.constantFrom(...callers),
      path: fc.record(texts(inPath, known)),
      query: fc.record(texts(inQuery, known), {
        requiredKeys: inQuery.filter(({ required }) => required).map((one) => one.name),
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

/** `fetch` refuses header values that HTTP cannot carry. A few values come again and again, as keys of repeats do. */
const headerTexts = (parameters: Parameter[]) =>
  Object.fromEntries(
    parameters.map(({ name }) => [
      name.toLowerCase(),
      fc.oneof(fc.constantFrom('key-1', 'key-2'), fc.stringMatching(/^[\x21-\x7e]{1,40}$/)),
    ]),
  );

const fill = (path: string, params: Record<string, string>) =>
  path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encoded(segment(params[name] ?? '')));

/** An empty segment, or one or two dots, would make another path of it. */
const segment = (text: string) => (/^\.{0,2}$/.test(text) ? ` ${text}` : text);

/** Characters of one parameter: Node.js itself refuses a request line of over 16 KiB, with 431. */
const LONGEST = 1000;

/** Half characters have no UTF-8, so they go out as U+FFFD, as browsers send them. */
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
