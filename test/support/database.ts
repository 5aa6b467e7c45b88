import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

const withDatabase = (url: string, name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;

export type TestDatabase = { url: string; drop: () => Promise<void> };

/** Creates a database for this test file, as a clone of the migrated template. */
export const cloneDatabase = (): Promise<TestDatabase> => createDatabase('TEMPLATE template');

/** Creates an empty database for this test file. */
export const emptyDatabase = (): Promise<TestDatabase> => createDatabase('TEMPLATE template0');

async function createDatabase(from: string): Promise<TestDatabase> {
  const { templateUrl } = inject('services');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = async (statement: string) => {
    const client = new pg.Client(withDatabase(templateUrl, 'postgres'));
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  // Postgres refuses to clone a template that another session is cloning.
  await retry(() => admin(`CREATE DATABASE ${name} ${from}`));
  return { url: withDatabase(templateUrl, name), drop: () => admin(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function retry<T>(work: () => Promise<T>, tries = 20): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === tries) throw error;
    }
  }
}
