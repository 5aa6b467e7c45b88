import type { ChildProcess } from 'node:child_process';

/** In the environment of a server, makes it record what it asks of Postgres. */
export const RECORDING = {
  NODE_OPTIONS: `--import=${new URL('../../bench/support/record-statements.mjs', import.meta.url).href}`,
};

type Report = { type?: string; statements: { text: string }[] };

/** What a recording server has asked of Postgres since the last call. */
export function takeStatements(server: ChildProcess): Promise<string[]> {
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
