import type { DeskText } from './strings/desk-text.ts';

/** Why the server refused; `code` is that of api.md where there is one. */
export type Refusal = { ok: false; code?: string; message: string };

type Answer<T> = { ok: true; body: T } | Refusal;

type Sent = {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** Under one key the server acts once, however often it is asked. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};

/** Problem documents of our endpoints, and what Payload's own answer. */
type Problem = { code?: string; detail?: string; title?: string; errors?: { message?: string }[] };

/** Calls the API as the member of staff who is signed in. Never throws: what went wrong is in the answer. */
export async function callApi<T = unknown>(
  text: DeskText,
  url: string,
  { method = 'GET', body, idempotencyKey, signal }: Sent = {},
): Promise<Answer<T>> {
  try {
    const response = await fetch(url, {
      method,
      credentials: 'include',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
    const answer = await response.text();
    if (response.ok) return { ok: true, body: (answer ? JSON.parse(answer) : undefined) as T };
    return refusalOf(text, response.status, answer);
  } catch {
    return { ok: false, message: text('common:unreachable') };
  }
}

function refusalOf(text: DeskText, status: number, answer: string): Refusal {
  if (status === 401) return { ok: false, message: text('common:signedOut') };
  const { code, detail, title, errors } = parsed(answer);
  const message = detail ?? errors?.[0]?.message ?? title ?? text('common:refused', { status });
  return code === undefined ? { ok: false, message } : { ok: false, code, message };
}

function parsed(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}
