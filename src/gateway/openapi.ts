import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { PROBLEMS, type ProblemCode } from '../problem.ts';
import type { Endpoint } from './endpoint.ts';
import { GENERAL_LIMIT } from './general-limit.ts';
import { problemCodesOf } from './problem-codes.ts';
import { PROBLEM_JSON } from './problem-document.ts';

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
  .meta({ id: 'Problem', description: 'A refusal (RFC 9457) with a stable code.' });

const DESCRIPTION = `Every response carries \`X-Correlation-Id\`; send your own (1–128 of \`A-Za-z0-9._-\`) to follow a request through.
Errors are problem documents with a stable \`code\`, listed at [/docs/problems](/docs/problems).
Requests are limited by client address: \`RateLimit\` and \`RateLimit-Policy\` say how many are left, and 429 comes with \`Retry-After\`.`;

/** The OpenAPI 3.1 document of `endpoints`, from the schemas that also check their input and output. */
export function openApiDocument(endpoints: readonly Endpoint[], publicUrl: string): ReturnType<typeof createDocument> {
  const paths: NonNullable<ZodOpenApiObject['paths']> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method]: operation(endpoint) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: { title: 'Lomash Wood API', version: '1.0.0', description: DESCRIPTION },
    servers: [{ url: new URL(publicUrl).origin }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        customer: { type: 'http', scheme: 'bearer', description: 'The access token of `POST /v1/auth/login`.' },
        staff: { type: 'http', scheme: 'bearer', description: 'The token of `POST /api/users/login`.' },
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

function operation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { method, path, summary, tag, params, query, body } = endpoint;
  const operationId = `${method}${path.replaceAll(/[^a-z0-9]+(.)?/gi, (_all, next: string = '') => next.toUpperCase())}`;
  return {
    operationId,
    summary,
    tags: [tag],
    description: `${audience(endpoint)}${limitText(endpoint)}`,
    security: security(endpoint),
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
            content: Object.fromEntries(bodyTypes(endpoint).map((type) => [type, { schema: body }])),
          },
        }
      : {}),
    responses: { ...replies(endpoint), ...problems(endpoint) },
  };
}

function bodyTypes({ form, plainText }: Endpoint): string[] {
  if (form) return ['multipart/form-data'];
  return plainText ? ['application/json', 'text/plain'] : ['application/json'];
}

const limitText = ({ limit = GENERAL_LIMIT }: Endpoint) =>
  limit ? ` At most ${limit.points} ${limit.own ? 'events' : 'requests'} in ${limit.seconds} s from one address.` : '';

const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .meta({
      description: 'A repeat with the same key answers what the first one did, with `Idempotent-Replayed: true`.',
    }),
});

function audience({ callers }: Endpoint): string {
  if (callers.includes('public')) return 'Open to everybody.';
  const roles = callers.filter((kind) => kind !== 'customer');
  const who = [...(callers.includes('customer') ? ['customers'] : []), ...roles];
  return `For ${who.join(', ')}${roles.length > 0 ? ' and admin' : ''}.`;
}

function security({ callers }: Endpoint): Record<string, string[]>[] {
  if (callers.includes('public')) return [];
  const staff = callers.some((kind) => kind !== 'customer');
  return [
    ...(callers.includes('customer') ? [{ customer: [] }] : []),
    ...(staff ? [{ staff: [] }, { staffCookie: [] }] : []),
  ];
}

function replies(endpoint: Endpoint): Record<`${number}`, ZodOpenApiResponseObject> {
  const described = Object.entries(endpoint.replies).map(([status, schema]) => {
    const type = endpoint.replyType ?? 'application/json';
    return [status, schema ? { description: 'Done.', content: { [type]: { schema } } } : { description: 'Done.' }];
  });
  return Object.fromEntries(described);
}

function problems(endpoint: Endpoint): Record<`${number}`, ZodOpenApiResponseObject> {
  const responses: Record<`${number}`, ZodOpenApiResponseObject> = {};
  const codes = problemCodesOf(endpoint);
  for (const status of new Set(codes.map((code) => PROBLEMS[code][0]))) {
    const ofStatus = codes.filter((code) => PROBLEMS[code][0] === status);
    responses[`${status}`] = {
      description: ofStatus.map((code) => `\`${code}\``).join(', '),
      content: { [PROBLEM_JSON]: { schema: problem } },
    };
  }
  return responses;
}
