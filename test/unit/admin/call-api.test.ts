import { afterEach, expect, test, vi } from 'vitest';
import { callApi } from '../../../src/admin/shared/call-api.ts';
import { parseInput } from '../../../src/gateway/parse-input.ts';
import { toProblemDocument } from '../../../src/gateway/problems.ts';
import { emailInput } from '../../../src/lib/contact.ts';
import { isProblem, Problem } from '../../../src/lib/problem.ts';

afterEach(() => vi.unstubAllGlobals());

const text = ((key: string) => key) as Parameters<typeof callApi>[0];

/** Returns the message that staff see after a response with this body. */
async function readMessage(body: unknown, status = 400): Promise<string> {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status }));
  const answer = await callApi(text, '/api/v1/x');
  return answer.ok ? 'no refusal' : answer.message;
}

function refuse(parse: () => unknown): Problem {
  try {
    parse();
  } catch (error) {
    if (isProblem(error)) return error;
  }
  throw new Error('The value was not refused.');
}

const errors = [
  { path: 'from', message: 'The hours must end after they begin.' },
  { path: 'to', message: 'The hours must end after they begin.' },
  { path: 'date', message: 'The day must be between 2000 and 2099.' },
];

test('the message of a refused e-mail address explains the expected format', async () => {
  const problem = refuse(() => parseInput(emailInput, 'ada'));
  expect(await readMessage(toProblemDocument(problem))).toBe('Enter an e-mail address, such as ada@example.com.');
});

test.each([
  [
    'each message of the fields, once',
    toProblemDocument(new Problem('validation_failed', undefined, { errors })),
    'The hours must end after they begin. The day must be between 2000 and 2099.',
  ],
  [
    'the detail of the problem, not the messages of the fields',
    toProblemDocument(new Problem('validation_failed', 'This post cannot be scheduled.', { errors })),
    'This post cannot be scheduled.',
  ],
  ['the title of the problem if the problem has no detail', toProblemDocument(new Problem('not_found')), 'Not found'],
  [
    'the message of an error of Payload',
    { errors: [{ message: 'The following field is invalid: Name' }] },
    'The following field is invalid: Name',
  ],
  ['a general text with the status if the response has no message', {}, 'common:refused'],
])('the message for staff is %s', async (_, body, message) => {
  expect(await readMessage(body)).toBe(message);
});
