import { sql } from '@payloadcms/db-postgres';
import type { Role } from '../../../src/access/roles.ts';
import { database } from '../../../src/database/transaction.ts';
import type { Envelope } from '../../../src/events/emit.ts';
import type { Topic } from '../../../src/events/topics.ts';
import { type Sent, startGateway } from '../../support/gateway.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { makeStaff as makeStaffMember, STAFF_PASSWORD } from '../../support/staff.ts';

export const PASSWORD = STAFF_PASSWORD;

/** Starts a site with a mailbox, and returns helpers for tests of staff accounts. */
export async function startStaffSite() {
  const mailbox = await openMailbox();
  const site = await startGateway({ SMTP_URL: mailbox.url, RATE_LIMIT_MULTIPLIER: '100' }, () => ({
    trustedProxies: ['127.0.0.1'],
  }));
  const { payload, call } = site;
  const db = database(payload);
  let number = 0;

  /** Creates a member of staff with a password. */
  const makeStaff = async (role: Role = 'sales') => {
    number += 1;
    const email = `staff-${number}@example.com`;
    const id = await makeStaffMember(payload, { email, name: `Nora ${number}`, role });
    return { id, email };
  };
  const login = (email: string, password = PASSWORD, headers: Sent['headers'] = {}) =>
    call('POST', '/api/users/login', {
      body: { email, password },
      headers: { 'x-forwarded-for': '203.0.113.7', ...headers },
    });
  const signInAs = async (email: string, password = PASSWORD) =>
    ((await login(email, password)).body as { token: string }).token;
  const isSignedIn = async (token: string) =>
    Boolean(((await call('GET', '/api/users/me', { token })).body as { user: unknown }).user);
  const readEvents = async <T extends Topic>(topic: T, staffId: string): Promise<Envelope<T>[]> => {
    const { rows } = await db.execute<Envelope<T>>(sql`
      SELECT id, topic, version, to_json(timestamp) AS timestamp, payload FROM domain_events
      WHERE topic = ${topic} AND payload->>'staffId' = ${staffId} ORDER BY id`);
    return rows;
  };
  /** Returns the change log of a staff account, oldest first. */
  const readLog = async (staffId: string) => {
    const { rows } = await db.execute<{ entity: string; action: string; actorId: string | null; fields: object }>(sql`
      SELECT entity, action, actor_id AS "actorId", fields FROM changes WHERE document = ${staffId} ORDER BY at`);
    return rows;
  };
  return { ...site, mailbox, db, makeStaff, login, signInAs, isSignedIn, readEvents, readLog };
}
