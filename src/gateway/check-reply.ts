import type { Endpoint, Reply } from './endpoint.ts';

/**
 * Holds a reply against the schema that the documentation shows; outside of production only (`checkReplies`).
 * @throws Error for an undocumented status, or a body that is not of the documented shape.
 */
export function assertReply(endpoint: Endpoint, reply: Reply): void {
  const name = `${endpoint.method.toUpperCase()} ${endpoint.path}`;
  const schema = endpoint.replies[reply.status];
  if (schema === undefined) throw new Error(`${name} answered ${reply.status}, which is not documented.`);
  if (schema === null || reply.type !== undefined) return;
  const body: unknown = reply.body === undefined ? undefined : JSON.parse(JSON.stringify(reply.body));
  const { success, error } = schema.safeParse(body);
  if (success) return;
  const paths = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new Error(`${name} answered a body that is not documented. ${paths}`);
}
