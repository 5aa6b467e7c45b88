import { z } from 'zod';
import { whenReady } from '../../lib/maybe-promise.ts';
import { listProducts } from '../../services/catalogue/list-products.ts';
import {
  facetsParameters,
  productsParameters,
  toCriteria,
  toProductsQuery,
} from '../../services/catalogue/product-query.ts';
import { product, productDetail, productFacetCounts, productPage } from '../../services/catalogue/product-shapes.ts';
import { readProduct, readProductById } from '../../services/catalogue/read-product.ts';
import { readProductFacets } from '../../services/catalogue/read-product-facets.ts';
import { toCachedReply, toRedirectReply } from '../cached-replies.ts';
import { defineEndpoint, type Endpoint } from '../endpoint.ts';

const common = { method: 'get', tag: 'Products', callers: ['public'] } as const;

const JSON_TYPE = 'application/json; charset=utf-8';

/** The public endpoints for products (docs/spec/api.md#2-products). */
export const productEndpoints: Endpoint[] = [
  defineEndpoint({
    ...common,
    path: '/v1/products',
    summary: 'List published products, with filters, search, sorting and paging',
    query: productsParameters,
    cacheParsedQuery: true,
    replies: { 200: productPage },
    problems: ['invalid_cursor'],
    handle: ({ payload, query }) => whenReady(listProducts(payload, toProductsQuery(query)), toCachedReply),
  }),
  defineEndpoint({
    ...common,
    path: '/v1/products/facets',
    summary: 'Count the products that match each value of each filter',
    query: facetsParameters,
    cacheParsedQuery: true,
    replies: { 200: productFacetCounts },
    handle: ({ payload, query }) => whenReady(readProductFacets(payload, toCriteria(query)), toCachedReply),
  }),
  defineEndpoint({
    ...common,
    path: '/v1/products/:slugOrId',
    summary: 'Get a published product with its description; a former slug redirects to the current one',
    params: z.strictObject({ slugOrId: z.string().max(200) }),
    replies: { 200: productDetail, 301: null, 302: null },
    problems: ['not_found'],
    handle: async ({ payload, params }) => {
      const result = await readProduct(payload, params.slugOrId);
      return 'body' in result ? toCachedReply(result) : toRedirectReply('/v1/products', result);
    },
  }),
];

/** The product endpoint of the internal port (docs/spec/api.md#9-internal). */
export const internalProductEndpoints: Endpoint[] = [
  defineEndpoint({
    ...common,
    path: '/internal/products/:id',
    limit: null,
    summary: 'Get a published product from the database, not from a cache',
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
