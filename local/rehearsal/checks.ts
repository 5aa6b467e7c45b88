import { randomUUID } from 'node:crypto';
import { poll } from '../services/poll.ts';
import type { Container } from './container.ts';

/**
 * Waits until a GET of `path` succeeds.
 * @throws Error with the last response after a minute without success, or with the exit code if the container exits first
 */
export async function waitUntilAnswering({ name, port, exited, lastLines }: Container, path: string): Promise<void> {
  let lastReply = 'no response';
  const probe = async () => {
    try {
      const reply = await fetch(`http://127.0.0.1:${port}${path}`);
      lastReply = `${reply.status} ${(await reply.text()).slice(0, 200)}`;
      return reply.ok;
    } catch {
      return false;
    }
  };
  const ended = exited.then(({ code, signal }) => {
    throw new Error(`${name} ended with ${signal ?? code}:\n${lastLines()}`);
  });
  ended.catch(() => undefined);
  const ready = await Promise.race([poll(probe, { timeoutMs: 60_000, intervalMs: 200 }), ended]);
  if (!ready) throw new Error(`${name}: GET ${path} failed (${lastReply}):\n${lastLines()}`);
}

async function postJson(port: number, path: string, body: object): Promise<Record<string, unknown>> {
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`POST ${path}: ${reply.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

/** Checks that staff can sign in with the account that the release step created. */
export async function checkStaffSignIn(web: Container, email: string, password: string): Promise<void> {
  const { token } = await postJson(web.port, '/api/users/login', { email, password });
  if (typeof token !== 'string') throw new Error('The response to the sign-in of staff contains no token.');
}

/**
 * Registers a customer at the web process. A worker then sends an e-mail, and this function checks that the e-mail
 * arrives in the inbox.
 */
export async function checkCustomerMail(web: Container, inboxUrl: string): Promise<void> {
  const email = `rehearsal-${randomUUID()}@example.com`;
  await postJson(web.port, '/v1/auth/register', {
    ...{ email, password: randomUUID(), firstName: 'Ada', lastName: 'Lovelace' },
  });
  const arrived = async () => {
    const mails = (await (await fetch(`${inboxUrl}/api/email`)).json()) as { to: { address: string }[] }[];
    return mails.some(({ to }) => to.some(({ address }) => address === email));
  };
  if (!(await poll(arrived, { timeoutMs: 20_000, intervalMs: 200 })))
    throw new Error(`No e-mail arrived for ${email}.`);
}
