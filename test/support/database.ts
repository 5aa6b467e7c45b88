import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** The URL of the database `name` on the server of the tests. */
export const databaseUrl = (name: string): string =>
  Object.assign(new URL(inject('services').templateUrl), { pathname: `/${name}` }).href;

export type TestDatabase = { url: string; drop: () => Promise<void> };

/** Creates a database for this test file, as a clone of the migrated template, or of another database of the server. */
export const cloneDatabase = (template = 'template'): Promise<TestDatabase> => createDatabase(`TEMPLATE ${template}`);

/** Creates an empty database for this test file. */
export const emptyDatabase = (): Promise<TestDatabase> => createDatabase('TEMPLATE template0');

/** Runs `work` with a connection to the server's database `postgres`. */
export async function withAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(databaseUrl('postgres'));
  await client.connect();
  return work(client).finally(() => client.end());
}

async function createDatabase(from: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Postgres refuses to clone a template that another session is cloning.
  await retry(() => withAdmin((admin) => admin.query(`CREATE DATABASE ${name} ${from}`)));
  const drop = async () => void (await withAdmin((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`)));
  return { url: databaseUrl(name), drop };
}

export async function retry<T>(work: () => Promise<T>, tries = 20): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === tries) throw error;
    }
  }
}
