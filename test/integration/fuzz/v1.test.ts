import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deskEndpoints } from '../../../src/endpoints/desk/index.ts';
import { endpoints } from '../../../src/endpoints/index.ts';
import { openApiDocument } from '../../../src/gateway/openapi.ts';
import { verdictsBy } from '../../fuzz/answers.ts';
import { effort } from '../../fuzz/effort.ts';
import { lookForFaults } from '../../fuzz/look-for-faults.ts';
import { type Document, operationsOf, requestsTo } from '../../fuzz/request.ts';
import { CALLERS, startWorld } from '../../fuzz/world.ts';

const world = await startWorld();
const ofDesk = deskEndpoints.map((one) => ({ ...one, path: `/api${one.path}` }));
const document = openApiDocument([...endpoints, ...ofDesk], 'http://localhost:3000') as unknown as Document;
const operations = [...operationsOf(document)];
const requests = fc.oneof(...operations.map(([name, operation]) => requestsTo(name, operation, CALLERS, world.known)));

it('answers every request within its schema and a second', { timeout: effort.timeout }, async () => {
  const { findings, tried } = await lookForFaults(world, requests, verdictsBy(document), 800);
  expect(findings, `${tried} requests, seed ${effort.seed}`).toEqual([]);
});
