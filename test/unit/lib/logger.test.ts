import { expect, it } from 'vitest';
import { withCorrelationId } from '../../../src/lib/correlation.ts';
import { createLogger } from '../../../src/lib/logger.ts';

function logged(...args: [object, string?]): Record<string, unknown> {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  withCorrelationId('id-1', () => log.info(...args));
  return JSON.parse(lines[0] ?? '{}');
}

it('the logger adds the correlation id to each line', () => {
  expect(logged({ a: 1 }, 'hello')).toMatchObject({ level: 'info', correlationId: 'id-1', a: 1, msg: 'hello' });
});

it('the logger redacts secrets and personal data at any depth', () => {
  const person = { email: 'ada@example.com', phone: '020', password: 'p', otp: '123456', refreshToken: 't' };
  const line = logged({
    ...person,
    user: person,
    req: { headers: { authorization: 'Bearer x', 'set-cookie': 'c' } },
    deep: [{ er: { still: { Email: 'ada@x', list: [person] } } }],
  });
  expect(JSON.stringify(line)).not.toMatch(/ada@|020|123456|Bearer x|"c"|"t"|"p"/);
});

it('the logger removes user input from errors', () => {
  const cause = Object.assign(new Error('duplicate key value'), {
    code: '23505',
    detail: 'Key (email)=(ada@example.com)',
  });
  const err = new Error('Failed query: insert into customers values ($1)\nparams: ada@example.com,Ada', { cause });
  const line = logged({ err });
  expect(line).toMatchObject({ err: { cause: { code: '23505', message: 'duplicate key value' } } });
  expect(JSON.stringify(line)).not.toMatch(/ada@example|,Ada/);
  expect(JSON.stringify(line)).toContain('logger.test.ts');
});

it('the logger writes only the first five errors of an AggregateError, redacted', () => {
  const errors = Array.from({ length: 9 }, (_, number) => new Error(`${number} of ada@example.com`));
  const { err } = logged({ err: new AggregateError(errors, 'Some failed.') }) as { err: { errors: object[] } };
  expect(err.errors).toHaveLength(5);
  expect(err.errors[0]).toMatchObject({ message: '0 of [e-mail]' });
});
