import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { findSubscriber } from '../../../src/jobs/subscribers.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { PASSWORD, startStaffSite } from './staff-site.ts';

const { payload, call, db, mailbox, makeStaff, login, signInAs, readEvents, readLog } = await startStaffSite();
const admin = await makeStaff('admin');
const token = await signInAs(admin.email);
let number = 0;

const accept = (link: string, password = PASSWORD) =>
  call('POST', '/api/users/accept-invitation', { body: { token: link, password } });
const inviteAgain = (id: string) => call('POST', `/api/desk/staff/${id}/invite`, { token });

/** Creates a member of staff without a password, as an admin does in the admin UI. */
async function createInvitedStaff() {
  number += 1;
  const body = { email: `new-${number}@example.com`, name: 'Ada Lovelace', role: 'sales' };
  const { status, body: answer } = await call('POST', '/api/users', { token, body });
  expect([status, JSON.stringify(answer)]).toEqual([201, expect.not.stringMatching(/password|hash/)]);
  return { id: (answer as { doc: { id: string } }).doc.id, email: body.email };
}

/** Sends the e-mail of the latest invitation. @returns the token of its link; undefined if no e-mail is sent */
async function readLink(id: string, email: string): Promise<string | undefined> {
  const event = (await readEvents('staff.invited', id)).at(-1);
  if (!event) throw new Error('The member of staff has no invitation.');
  const before = mailbox.mails.length;
  await findSubscriber(event.topic, 'staff-invitation').handle(payload, event, TIMINGS);
  const [mail] = mailbox.mails.slice(before);
  if (!mail) return undefined;
  expect(mail.to).toMatchObject({ text: email });
  const link = mail.text?.match(/\/admin\/invitation\/([\w-]+)/)?.[1];
  expect(JSON.stringify(event)).not.toContain(String(link));
  return link;
}

const linkFor = async ({ id, email }: { id: string; email: string }) => String(await readLink(id, email));

/** Makes the last invitation 61 seconds old. */
const ageLastEmail = (id: string) =>
  db.execute(sql`UPDATE staff_invitations SET invited_at = now() - interval '61 seconds' WHERE staff_id = ${id}`);

test('staff created without a password get a single-use link to choose one', async () => {
  const person = await createInvitedStaff();
  const link = await linkFor(person);
  expect(mailbox.mails.at(-1)).toMatchObject({ subject: 'Your account at Lomash Wood: choose a password' });
  expect(mailbox.mails.at(-1)?.text).toContain('Nora 1 has created an account for you.');
  const { rows } = await db.execute(sql`SELECT staff_invitations::text AS row FROM staff_invitations`);
  expect(JSON.stringify(rows)).not.toContain(link);
  const answers = await Promise.all([accept(link, 'the first password'), accept(link, 'the second password')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  const chosen = answers[0]?.status === 200 ? 'the first password' : 'the second password';
  const cookie = answers.find(({ status }) => status === 200)?.headers.get('set-cookie');
  expect(cookie).toMatch(/^payload-token=/);
  expect((await login(person.email, chosen)).status).toBe(200);
  expect((await accept(link)).status).toBe(403);
  expect(await readLog(person.id)).toMatchObject([
    { entity: 'users', action: 'create', actorId: admin.id },
    { action: 'invited', actorId: admin.id },
    { entity: 'users', action: 'update', actorId: person.id, fields: { hash: 'hidden' } },
    { action: 'invitation-accepted', actorId: person.id },
    { action: 'sign-in' },
  ]);
  expect(await readEvents('staff.password_changed', person.id)).toEqual([]);
});

test('staff created with a password are not invited', async () => {
  const { id, email } = await makeStaff();
  expect(await readEvents('staff.invited', id)).toEqual([]);
  expect((await login(email)).status).toBe(200);
  expect((await inviteAgain(id)).body).toMatchObject({ code: 'invalid_state' });
});

test.each(['abc', 'elevenchars', 'x'.repeat(129), 'qwerty123456'])(
  '%s is refused as a password, and the link stays valid',
  async (bad) => {
    const person = await createInvitedStaff();
    const link = await linkFor(person);
    const refused = await accept(link, bad);
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining('"path":"password"')]);
    expect((await accept(link)).status).toBe(200);
  },
);

test('a link expires after seven days', async () => {
  const person = await createInvitedStaff();
  const link = await linkFor(person);
  const end = async () =>
    (
      await db.execute<{ days: number }>(sql`
      SELECT extract(epoch FROM expires_at - now()) / 86400 AS days FROM staff_invitations WHERE staff_id = ${person.id}`)
    ).rows[0]?.days;
  expect(Number(await end())).toBeCloseTo(7, 2);
  await db.execute(sql`UPDATE staff_invitations SET expires_at = now() WHERE staff_id = ${person.id}`);
  expect((await accept(link)).status).toBe(403);
  expect(await readLink(person.id, person.email)).toBeUndefined();
});

test('an invitation is sent again at most once a minute, with a new link that replaces the old one', async () => {
  const person = await createInvitedStaff();
  const first = await linkFor(person);
  expect((await inviteAgain(person.id)).status).toBe(429);
  await ageLastEmail(person.id);
  const answers = await Promise.all([inviteAgain(person.id), inviteAgain(person.id)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 429]);
  const second = await linkFor(person);
  expect(second).not.toBe(first);
  expect((await accept(first)).status).toBe(403);
  expect((await accept(second)).status).toBe(200);
  expect((await inviteAgain('0190b5a0-0000-7000-8000-00000000dead')).status).toBe(404);
});

test('a member of staff whose address is corrected gets a new link, and the old link stops working', async () => {
  const person = await createInvitedStaff();
  const wrong = await linkFor(person);
  const email = `right-${number}@example.com`;
  expect((await call('PATCH', `/api/users/${person.id}`, { token, body: { email } })).status).toBe(200);
  expect((await accept(wrong)).status).toBe(403);
  const right = await linkFor({ ...person, email });
  expect((await accept(right)).status).toBe(200);
  expect((await login(email)).status).toBe(200);
});

test('a deactivation revokes the link, and an admin can invite the person again after a reactivation', async () => {
  const person = await createInvitedStaff();
  const link = await linkFor(person);
  expect((await call('POST', `/api/desk/staff/${person.id}/deactivate`, { token })).status).toBe(204);
  expect((await accept(link)).status).toBe(403);
  expect((await inviteAgain(person.id)).body).toMatchObject({ code: 'invalid_state' });
  expect((await call('POST', `/api/desk/staff/${person.id}/reactivate`, { token })).status).toBe(204);
  expect((await accept(link)).status).toBe(403);
  expect((await inviteAgain(person.id)).status).toBe(204);
  expect((await accept(await linkFor(person))).status).toBe(200);
});

test('an invitation ends when a password is set in another way', async () => {
  const person = await createInvitedStaff();
  const link = await linkFor(person);
  await call('PATCH', `/api/users/${person.id}`, { token, body: { password: PASSWORD } });
  expect((await accept(link, 'another password')).status).toBe(403);
  expect((await login(person.email)).status).toBe(200);
});
