import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { endpoints } from '../../../src/endpoints/index.ts';
import { openApiDocument } from '../../../src/gateway/openapi.ts';

const document = openApiDocument(endpoints, 'https://api.example.com/');
const operationOf = (method: string, path: string) =>
  (document.paths?.[path.replaceAll(/:(\w+)/g, '{$1}')] as Record<string, Record<string, unknown>>)?.[method];

it('is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
  expect(result).toMatchObject({ valid: true });
});

it.each(endpoints.map(({ method, path }) => [method, path]))('describes %s %s', (method, path) => {
  const operation = operationOf(method, path);
  expect(operation).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
  const declared = JSON.stringify(operation?.parameters ?? []);
  for (const [, name] of path.matchAll(/:(\w+)/g)) expect(declared).toContain(`"name":"${name}"`);
});

it('has an operation id of its own for each endpoint', () => {
  const ids = endpoints.map(({ method, path }) => operationOf(method, path)?.operationId);
  expect(new Set(ids).size).toBe(endpoints.length);
});

it('says who may call, and what is refused how', () => {
  const operation = operationOf('post', '/v1/appointments');
  expect(operation?.security).toEqual([{ customer: [] }]);
  expect(JSON.stringify(operation?.parameters)).toContain('Idempotency-Key');
  expect(Object.keys(operation?.responses ?? {})).toEqual(
    expect.arrayContaining(['201', '400', '401', '403', '409', '413', '415', '422', '429', '500', '503']),
  );
});
