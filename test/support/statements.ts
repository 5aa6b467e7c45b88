import type { ChildProcess } from 'node:child_process';

/** Environment variables with which a server records its queries to Postgres. */
export const RECORDING = {
  NODE_OPTIONS: `--import=${new URL('../../bench/support/record-statements.mjs', import.meta.url).href}`,
};

type Report = { type?: string; statements: { text: string }[] };

/** Returns the queries that a recording server has sent since the last call. */
export function collectStatements(server: ChildProcess): Promise<string[]> {
  return new Promise((resolve) => {
    const listen = ({ type, statements }: Report) => {
      if (type !== 'statements') return;
      server.off('message', listen);
      resolve(statements.map(({ text }) => text));
    };
    server.on('message', listen);
    server.send({ type: 'report statements' });
  });
}
