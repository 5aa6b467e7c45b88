import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { PROBLEMS, type ProblemCode } from '../lib/problem.ts';
import { PROBLEM_JSON } from './problems.ts';
import { GENERAL_LIMIT } from './rate-limit.ts';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string(),
    correlationId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457) with a stable code.' });

const DESCRIPTION = `Every response has a header \`X-Correlation-Id\`. To find a request in the logs, send your own id in this header (1–128 characters of \`A-Za-z0-9._-\`).
Errors are problem documents with a stable \`code\`, listed at [/docs/problems](/docs/problems).
Requests are limited by client address: the header \`RateLimit\` contains the number of requests left, \`RateLimit-Policy\` contains the limit, and a 429 response has a header \`Retry-After\`.`;

/** Builds the OpenAPI 3.1 document of `endpoints`, from the same schemas that validate their input and output. */
export function createOpenApiDocument(
  endpoints: readonly Endpoint[],
  publicUrl: string,
): ReturnType<typeof createDocument> {
  const paths: NonNullable<ZodOpenApiObject['paths']> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method]: toOperation(endpoint) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: { title: 'Lomash Wood API', version: '1.0.0', description: DESCRIPTION },
    servers: [{ url: new URL(publicUrl).origin }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        customer: { type: 'http', scheme: 'bearer', description: 'The access token from `POST /v1/auth/login`.' },
        staff: { type: 'http', scheme: 'bearer', description: 'The token from `POST /api/users/login`.' },
        staffCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'payload-token',
          description: 'The session of the admin UI.',
        },
      },
    },
  });
}

function toOperation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { method, path, summary, tag, params, query, body } = endpoint;
  const operationId = `${method}${path.replaceAll(/[^a-z0-9]+(.)?/gi, (_all, next: string = '') => next.toUpperCase())}`;
  return {
    operationId,
    summary,
    tags: [tag],
    description: `${describeCallers(endpoint)}${describeLimit(endpoint)}`,
    security: toSecurity(endpoint),
    requestParams: {
      ...(params instanceof z.ZodObject ? { path: params } : {}),
      ...(query instanceof z.ZodObject ? { query } : {}),
      ...(endpoint.idempotent ? { header: idempotencyHeader } : {}),
      ...(endpoint.signatureHeader ? { header: z.object({ [endpoint.signatureHeader]: z.string() }) } : {}),
    },
    ...(body
      ? {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: Object.fromEntries(listBodyTypes(endpoint).map((type) => [type, { schema: body }])),
          },
        }
      : {}),
    responses: { ...toResponses(endpoint), ...toProblemResponses(endpoint) },
  };
}

function listBodyTypes({ form, plainText }: Endpoint): string[] {
  if (form) return ['multipart/form-data'];
  return plainText ? ['application/json', 'text/plain'] : ['application/json'];
}

const describeLimit = ({ limit = GENERAL_LIMIT }: Endpoint) =>
  limit
    ? ` At most ${limit.points} ${limit.counter ? 'events' : 'requests'} in ${limit.seconds} s from one address.`
    : '';

const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .meta({
      description:
        'A repeated request with the same key gets the response of the first request, with `Idempotent-Replayed: true`.',
    }),
});

function describeCallers({ callers }: Endpoint): string {
  if (callers.includes('public')) return 'Open to everyone.';
  const roles = callers.filter((kind) => kind !== 'customer');
  const audience = [...(callers.includes('customer') ? ['customers'] : []), ...roles];
  return `For ${audience.join(', ')}${roles.length > 0 ? ' and admin' : ''}.`;
}

function toSecurity({ callers }: Endpoint): Record<string, string[]>[] {
  if (callers.includes('public')) return [];
  const staff = callers.some((kind) => kind !== 'customer');
  return [
    ...(callers.includes('customer') ? [{ customer: [] }] : []),
    ...(staff ? [{ staff: [] }, { staffCookie: [] }] : []),
  ];
}

function toResponses(endpoint: Endpoint): Record<`${number}`, ZodOpenApiResponseObject> {
  const described = Object.entries(endpoint.replies).map(([status, schema]) => {
    const type = endpoint.replyType ?? 'application/json';
    return [status, schema ? { description: 'Done.', content: { [type]: { schema } } } : { description: 'Done.' }];
  });
  return Object.fromEntries(described);
}

function toProblemResponses(endpoint: Endpoint): Record<`${number}`, ZodOpenApiResponseObject> {
  const responses: Record<`${number}`, ZodOpenApiResponseObject> = {};
  const codes = listProblemCodes(endpoint);
  for (const status of new Set(codes.map((code) => PROBLEMS[code][0]))) {
    const statusCodes = codes.filter((code) => PROBLEMS[code][0] === status);
    responses[`${status}`] = {
      description: statusCodes.map((code) => `\`${code}\``).join(', '),
      content: { [PROBLEM_JSON]: { schema: problem } },
    };
  }
  return responses;
}

/** Lists every problem code that an endpoint may return: its own codes, and the codes for its callers, input and limit. */
function listProblemCodes(endpoint: Endpoint): ProblemCode[] {
  const { callers, params, query, body, form, idempotent, limit, signatureHeader, problems = [] } = endpoint;
  const codes = new Set<ProblemCode>();
  if (params || query || body || idempotent) codes.add('validation_failed');
  if (body) for (const code of ['payload_too_large', 'unsupported_media_type'] as const) codes.add(code);
  if (body && !form) codes.add('malformed_json');
  if (signatureHeader) codes.add('payload_too_large');
  if (!callers.includes('public'))
    for (const code of ['unauthenticated', 'token_expired', 'forbidden'] as const) codes.add(code);
  for (const code of problems) codes.add(code);
  if (limit !== null) codes.add('rate_limited');
  for (const code of ['internal_error', 'unavailable'] as const) codes.add(code);
  return [...codes];
}
