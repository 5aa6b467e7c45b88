import { randomUUID } from 'node:crypto';
import { poll } from '../services/poll.ts';
import type { Container } from './container.ts';

/** @throws Error with what was answered last when `path` does not answer 200 in time, or with why the container ended */
export async function answers({ name, port, exited, lastLines }: Container, path: string): Promise<void> {
  let said = 'nothing';
  const probe = async () => {
    try {
      const reply = await fetch(`http://127.0.0.1:${port}${path}`);
      said = `${reply.status} ${(await reply.text()).slice(0, 200)}`;
      return reply.ok;
    } catch {
      return false;
    }
  };
  const ended = exited.then(({ code, signal }) => {
    throw new Error(`${name} ended with ${signal ?? code}:\n${lastLines()}`);
  });
  ended.catch(() => undefined);
  const ready = await Promise.race([poll(probe, { patience: 60_000, every: 200 }), ended]);
  if (!ready) throw new Error(`${name} answers ${path} with ${said}:\n${lastLines()}`);
}

async function post(port: number, path: string, body: object): Promise<Record<string, unknown>> {
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`POST ${path}: ${reply.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

/** Staff may sign in, with the account that the release step made. */
export async function staffSignsIn(web: Container, email: string, password: string): Promise<void> {
  const { token } = await post(web.port, '/api/users/login', { email, password });
  if (typeof token !== 'string') throw new Error('Signing in as staff gave no token.');
}

/** A customer registers at the web process, and a worker's e-mail with the code arrives in the inbox. */
export async function customerGetsMail(web: Container, inboxUrl: string): Promise<void> {
  const email = `rehearsal-${randomUUID()}@example.com`;
  await post(web.port, '/v1/auth/register', {
    ...{ email, password: randomUUID(), firstName: 'Ada', lastName: 'Lovelace' },
  });
  const arrived = async () => {
    const mails = (await (await fetch(`${inboxUrl}/api/email`)).json()) as { to: { address: string }[] }[];
    return mails.some(({ to }) => to.some(({ address }) => address === email));
  };
  if (!(await poll(arrived, { patience: 20_000, every: 200 }))) throw new Error(`No e-mail came for ${email}.`);
}
