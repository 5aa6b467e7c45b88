import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { endpoints } from '../../../src/endpoints/index.ts';
import { createOpenApiDocument } from '../../../src/gateway/create-openapi-document.ts';

const document = createOpenApiDocument(endpoints, 'https://api.example.com/');
const findOperation = (method: string, path: string) =>
  (document.paths?.[path.replaceAll(/:(\w+)/g, '{$1}')] as Record<string, Record<string, unknown>>)?.[method];

it('the OpenAPI document is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
  expect(result).toMatchObject({ valid: true });
});

it.each(endpoints.map(({ method, path }) => [method, path]))('the OpenAPI document describes %s %s', (method, path) => {
  const operation = findOperation(method, path);
  expect(operation).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
  const declared = JSON.stringify(operation?.parameters ?? []);
  for (const [, name] of path.matchAll(/:(\w+)/g)) expect(declared).toContain(`"name":"${name}"`);
});

it('the OpenAPI document has a unique operation id for each endpoint', () => {
  const ids = endpoints.map(({ method, path }) => findOperation(method, path)?.operationId);
  expect(new Set(ids).size).toBe(endpoints.length);
});

it('the OpenAPI document contains callers and problem codes', () => {
  const operation = findOperation('post', '/v1/appointments');
  expect(operation?.security).toEqual([{ customer: [] }]);
  expect(JSON.stringify(operation?.parameters)).toContain('Idempotency-Key');
  expect(Object.keys(operation?.responses ?? {})).toEqual(
    expect.arrayContaining(['201', '400', '401', '403', '409', '413', '415', '422', '429', '500', '503']),
  );
});
