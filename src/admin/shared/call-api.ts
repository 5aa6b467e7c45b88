import type { AdminText } from '../strings/admin-text.ts';

/** A failed call. `code` is the problem code (docs/spec/api.md#errors), if the server sent one. */
export type ApiRefusal = { ok: false; code?: string; message: string };

type ApiResult<T> = { ok: true; body: T } | ApiRefusal;

type ApiRequest = {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** The server executes requests with the same key only once. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};

/** A problem document of our endpoints, or an error response of Payload. */
type Problem = { code?: string; detail?: string; title?: string; errors?: { message?: string }[] };

/** Calls the API as the signed-in member of staff. Never throws: the result contains the error. */
export async function callApi<T = unknown>(
  text: AdminText,
  url: string,
  { method = 'GET', body, idempotencyKey, signal }: ApiRequest = {},
): Promise<ApiResult<T>> {
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
    return toRefusal(text, response.status, answer);
  } catch {
    return { ok: false, message: text('common:unreachable') };
  }
}

function toRefusal(text: AdminText, status: number, answer: string): ApiRefusal {
  if (status === 401) return { ok: false, message: text('common:signedOut') };
  const problem = parseProblem(answer);
  const { code } = problem;
  const message = explainProblem(problem) ?? text('common:refused', { status });
  return code === undefined ? { ok: false, message } : { ok: false, code, message };
}

/**
 * The most specific text of a problem: its detail, else the messages of its fields, else its title. Ignores a detail equal to the
 * title.
 */
function explainProblem({ detail, title, errors = [] }: Problem): string | undefined {
  if (detail !== undefined && detail !== title) return detail;
  const messages = new Set(errors.flatMap(({ message }) => message ?? []));
  return messages.size > 0 ? [...messages].join(' ') : title;
}

function parseProblem(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}
