import type { Endpoint, Reply } from './endpoint.ts';

const JSON_TYPE = 'application/json';

/** The JSON of a reply that is JSON. */
const textOf = ({ body, type }: Reply): string =>
  type === undefined ? JSON.stringify(body) : Buffer.from(body as string | Uint8Array).toString();

/**
 * Holds a reply against the schema that the documentation shows; outside of production only (`checkReplies`).
 * @throws Error for an undocumented status, or a body that is not of the documented shape.
 */
export function assertReply(endpoint: Endpoint, reply: Reply): void {
  const name = `${endpoint.method.toUpperCase()} ${endpoint.path}`;
  const schema = endpoint.replies[reply.status];
  if (schema === undefined) throw new Error(`${name} answered ${reply.status}, which is not documented.`);
  if (schema === null || !(reply.type ?? JSON_TYPE).startsWith(JSON_TYPE)) return;
  const body: unknown = reply.body === undefined ? undefined : JSON.parse(textOf(reply));
  const { success, error } = schema.safeParse(body);
  if (success) return;
  const paths = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new Error(`${name} answered a body that is not documented. ${paths}`);
}
