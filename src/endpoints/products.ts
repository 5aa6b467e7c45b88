import { z } from 'zod';
import { type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { listProducts, recallProducts } from '../services/catalogue/list-products.ts';
import { productFacets, recallFacets } from '../services/catalogue/product-facets.ts';
import {
  criteriaOf,
  facetsParameters,
  productsParameters,
  productsQuery,
} from '../services/catalogue/product-query.ts';
import { product, productDetail, productFacetCounts, productPage } from '../services/catalogue/product-shapes.ts';
import { readProduct, readProductById } from '../services/catalogue/read-product.ts';
import { cachedReply, movedReply, recalledReply } from './cached-reply.ts';

const common = { method: 'get', tag: 'Products', callers: ['public'] } as const;

const JSON_TYPE = 'application/json; charset=utf-8';

/** The public routes of api.md §2. */
export const productEndpoints: Endpoint[] = [
  endpoint({
    ...common,
    path: '/v1/products',
    summary: 'Published products, filtered, searched and sorted, page by page',
    query: productsParameters,
    repeats: true,
    replies: { 200: productPage },
    problems: ['invalid_cursor'],
    handle: async ({ payload, query }) => cachedReply(await listProducts(payload, productsQuery(query))),
    recall: (payload, query) => recalledReply(recallProducts(payload, productsQuery(query))),
  }),
  endpoint({
    ...common,
    path: '/v1/products/facets',
    summary: 'How many products each value of each filter would leave',
    query: facetsParameters,
    repeats: true,
    replies: { 200: productFacetCounts },
    handle: async ({ payload, query }) => cachedReply(await productFacets(payload, criteriaOf(query))),
    recall: (payload, query) => recalledReply(recallFacets(payload, criteriaOf(query))),
  }),
  endpoint({
    ...common,
    path: '/v1/products/:slugOrId',
    summary: 'One published product with its description; the slug that it had before leads to the one it has now',
    params: z.strictObject({ slugOrId: z.string().max(200) }),
    replies: { 200: productDetail, 301: null, 302: null },
    problems: ['not_found'],
    handle: async ({ payload, params }) => {
      const found = await readProduct(payload, params.slugOrId);
      return 'body' in found ? cachedReply(found) : movedReply('/v1/products', found);
    },
  }),
];

/** The product route of api.md §9, for the internal port alone. */
export const internalProductEndpoints: Endpoint[] = [
  endpoint({
    ...common,
    path: '/internal/products/:id',
    limit: null,
    summary: 'One published product, as it is at this moment',
    params: z.strictObject({ id: z.string() }),
    replies: { 200: product },
    problems: ['not_found'],
    handle: async ({ payload, params }) => ({
      status: 200,
      body: await readProductById(payload, params.id),
      type: JSON_TYPE,
    }),
  }),
];
