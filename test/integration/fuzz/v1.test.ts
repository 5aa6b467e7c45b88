import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backofficeEndpoints, endpoints } from '../../../src/endpoints/index.ts';
import { createOpenApiDocument } from '../../../src/gateway/create-openapi-document.ts';
import { type Document, listOperations, requestsTo } from '../../fuzz/request.ts';
import { effort } from '../../fuzz/run-effort.ts';
import { searchFaults } from '../../fuzz/search-faults.ts';
import { verdictsBy } from '../../fuzz/verdicts.ts';
import { CALLERS, startWorld } from '../../fuzz/world.ts';
import { collectErrors } from '../../support/collect-errors.ts';

const world = await startWorld();
const errors = collectErrors(world.shop.payload);
const isBackofficeOperation = backofficeEndpoints.map((endpoint) => ({ ...endpoint, path: `/api${endpoint.path}` }));
const document = createOpenApiDocument(
  [...endpoints, ...isBackofficeOperation],
  'http://localhost:3000',
) as unknown as Document;
const operations = [...listOperations(document)];
const requests = fc.oneof(...operations.map(([name, operation]) => requestsTo(name, operation, CALLERS, world.known)));

it('every request gets a response that matches its schema, within a second', { timeout: effort.timeout }, async () => {
  const { findings, tried } = await searchFaults(world, requests, verdictsBy(document), 800);
  expect(findings, `${tried} requests, seed ${effort.seed}`).toEqual([]);
});

it('refused requests are not logged as errors', () => {
  expect(errors).toEqual([]);
});
