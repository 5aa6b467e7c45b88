import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { endpoints, internalEndpoints } from '../../../src/endpoints/index.ts';
import { createOpenApiDocument } from '../../../src/gateway/create-openapi-document.ts';
import { SIGN_IN_ROUTES } from '../../../src/gateway/mount-payload-api.ts';
import { SIGN_IN_LIMIT } from '../../../src/gateway/rate-limit.ts';
import { COST_KEYS, STAFF_CAPS, VISITOR_CAPS } from '../../../src/hooks/queries.ts';
import { PROBLEMS } from '../../../src/lib/problem.ts';
import { HANDLED_EVENTS } from '../../../src/services/sales/stripe-event-handlers.ts';
import {
  callsNotBuilt,
  contractCalls,
  contractLimits,
  contractShapes,
  readFieldNames,
  readKeys,
  showroomCalls,
} from '../../support/contract.ts';
import { type Cell, listCodeSpans, listTables } from '../../support/documents.ts';

type Schema = { properties?: Record<string, Schema>; required?: string[]; items?: Schema };
type Response = { description: string; content?: Record<string, { schema: Schema }> };
type Operation = {
  description: string;
  security: object[];
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, Response>;
};

/** The operations of `/openapi.json` and of the internal port, keyed by method and path, such as `GET /v1/orders/:orderId`. */
const operations = new Map<string, Operation>();
for (const set of [endpoints, internalEndpoints]) {
  for (const [path, methods] of Object.entries(createOpenApiDocument(set, 'https://api.example.com/').paths ?? {})) {
    for (const [method, operation] of Object.entries(methods)) {
      const call = `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
      operations.set(call, operation as Operation);
    }
  }
}

/** Problem codes that every call can return; the tables omit them. */
const GENERAL = [
  ...['validation_failed', 'malformed_json', 'payload_too_large', 'unsupported_media_type'],
  ...['rate_limited', 'unavailable', 'internal_error'],
];
const OF_CALLERS = ['unauthenticated', 'token_expired', 'forbidden'];

const calls = contractCalls();
const pending = new Set(callsNotBuilt());
const built = calls.filter(({ call }) => !pending.has(call));

const isPublic = ({ security }: Operation) => security.length === 0;

/** Parses the callers from the description of an operation. */
function listCallers(operation: Operation): string[] {
  if (isPublic(operation)) return ['public'];
  const [, list = ''] = /^For ([^.]*)\./.exec(operation.description) ?? [];
  const named = list.split(/, | and /).map((name) => (name === 'customers' ? 'customer' : name));
  const others = named.filter((name) => name !== 'admin');
  return [...new Set(others.length > 0 ? others : named)].sort();
}

const listStatuses = ({ responses }: Operation) => Object.keys(responses).filter((status) => /^[23]/.test(status));

const listCodes = ({ responses }: Operation): string[] =>
  Object.entries(responses)
    .filter(([status]) => /^[45]/.test(status))
    .flatMap(([, { description }]) => [...description.matchAll(/`(\w+)`/g)].map(([, code]) => String(code)));

test('every call of the OpenAPI document is in the contract, and every call of the contract is built or listed as not built', () => {
  expect(built.map(({ call }) => call).sort()).toEqual([...operations.keys()].sort());
});

test('every call in docs/spec/showroom.md is either built or listed as not built', () => {
  expect(showroomCalls().filter((call) => !operations.has(call) && !pending.has(call))).toEqual([]);
  expect([...pending].filter((call) => operations.has(call))).toEqual([]);
  const named = new Set([...showroomCalls(), ...calls.map(({ call }) => call)]);
  expect([...pending].filter((call) => !named.has(call))).toEqual([]);
});

const shapes = contractShapes();

/**
 * Lists the inputs of a call, such as `body email`, `body note?` (optional), `query limit` and `header Idempotency-Key`.
 */
function takenBy({ parameters = [], requestBody }: Operation): string[] {
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  const required = new Set(schema?.required);
  const body = Object.keys(schema?.properties ?? {}).map((name) => `body ${name}${required.has(name) ? '' : '?'}`);
  const others = parameters.filter((each) => each.in !== 'path').map((each) => `${each.in} ${each.name}`);
  return [...body, ...others].sort();
}

const takenAsStated = ({ codes }: Cell): string[] =>
  codes
    .flatMap((code) => {
      if (code.startsWith('{')) return readFieldNames(code).map((name) => `body ${name}`);
      if (code.startsWith('?'))
        return code
          .slice(1)
          .split('&')
          .map((name) => `query ${name}`);
      return `header ${code}`;
    })
    .sort();

/** Returns the keys of a documented response: those of its own shape, or those of a named shape plus additional keys. */
function keysStated({ text, codes: [first = '', ...others] }: Cell): string[] | undefined {
  if (first.startsWith('{')) return readKeys(first);
  const named = text.split(/[\s,]+/).find((word) => shapes.has(word));
  if (named === undefined) return undefined;
  const further = [first, ...others].filter(Boolean).map((code) => code.split(':')[0] ?? code);
  return [...(shapes.get(named) ?? []), ...further];
}

function findJsonSchema({ responses }: Operation): Schema | undefined {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  return success?.content?.['application/json']?.schema;
}

const findLimit = ({ description }: Operation) => / At most (\d+ \w+ in \d+ s)/.exec(description)?.[1] ?? 'no limit';

describe.each(built)('$call', ({ call, callers, takes, statuses, answers, problems }) => {
  const operation = operations.get(call);
  if (!operation) throw new Error(`The OpenAPI document has no ${call}.`);

  it('has the documented callers', () => expect(listCallers(operation)).toEqual([...callers].sort()));

  it('has the documented input', () => expect(takenBy(operation)).toEqual(takenAsStated(takes)));

  it('has the documented statuses', () => expect(listStatuses(operation)).toEqual([...statuses].sort()));

  it('has the documented response', () => {
    const stated = keysStated(answers);
    if (!stated) return;
    const schema = findJsonSchema(operation);
    expect(Object.keys(schema?.properties ?? {}).sort()).toEqual([...stated].sort());
    const [, listed] = /data: (\w+)\[\]/.exec(answers.text) ?? [];
    if (!listed) return;
    const row = Object.keys(schema?.properties?.data?.items?.properties ?? {});
    expect(row.sort()).toEqual([...(shapes.get(listed) ?? [])].sort());
  });

  it('has the documented problems', () => {
    const general = new Set([...GENERAL, ...(isPublic(operation) ? [] : OF_CALLERS)]);
    expect(problems.filter((code) => !listCodes(operation).includes(code))).toEqual([]);
    expect(listCodes(operation).filter((code) => !general.has(code) && !problems.includes(code))).toEqual([]);
  });
});

test('every call has the documented rate limit', () => {
  const limits = contractLimits();
  const usual = limits.find(({ calls: named }) => named.length === 0)?.most.split(',')[0];
  const stated = new Map(
    limits.flatMap(({ calls: named, most }) => named.map((call) => [call, most.split(',')[0]] as const)),
  );
  const table = [...operations.keys()].map((call) => [call, stated.get(call) ?? usual]);
  expect([...operations].map(([call, operation]) => [call, findLimit(operation)])).toEqual(table);
  const others = [...stated.keys()].filter((call) => !operations.has(call));
  expect(others.sort()).toEqual(SIGN_IN_ROUTES.map((route) => `POST /api/users/${route}`).sort());
  const { points, seconds } = SIGN_IN_LIMIT;
  for (const call of others) expect(stated.get(call), call).toBe(`${points} requests in ${seconds} s`);
});

test('every problem code has the documented status', () => {
  const rows = listTables('docs/spec/api.md').find(({ heading }) => heading === 'Errors')?.rows ?? [];
  const stated = rows.flatMap(({ status, code }) =>
    (code?.codes ?? [])
      .filter((each) => each in PROBLEMS)
      .map((each, index) => {
        const statuses = (status?.text ?? '').split(' / ');
        return [each, Number(statuses[index] ?? statuses[0])] as const;
      }),
  );
  expect(Object.fromEntries(stated)).toEqual(
    Object.fromEntries(Object.entries(PROBLEMS).map(([code, [status]]) => [code, status])),
  );
});

test.each(['docs/spec/api.md', 'README.md'])('every environment variable is in the table of %s', (file) => {
  const names = readFileSync('.env.example', 'utf8').match(/^\w+(?==)/gm) ?? [];
  const rows = listTables(file).find(({ heading }) => heading === 'Configuration')?.rows ?? [];
  const stated = rows.flatMap(({ variable }) =>
    (variable?.codes ?? []).filter((code) => /^[A-Z][A-Z\d_]+$/.test(code)),
  );
  expect([...stated].sort()).toEqual([...names].sort());
});

test('the handled Stripe events are those of the contract', () => {
  const stated = listCodeSpans('docs/spec/api.md').filter((code) =>
    /^(?:payment_intent|charge|refund)\.[a-z_.]+$/.test(code),
  );
  expect([...stated].sort()).toEqual([...HANDLED_EVENTS].sort());
});

test('the limits of a query are the documented ones', () => {
  const rows = listTables('docs/spec/api.md').find(({ columns }) => columns[0] === 'in one query')?.rows ?? [];
  const column = (name: string) =>
    rows.map((row) => Number(Object.entries(row).find(([key]) => key.startsWith(name))?.[1].text));
  expect(column('visitors')).toEqual(COST_KEYS.map((key) => VISITOR_CAPS[key]));
  expect(column('staff')).toEqual(COST_KEYS.map((key) => STAFF_CAPS[key]));
});
