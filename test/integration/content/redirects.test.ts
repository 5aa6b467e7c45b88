import { expect, test } from 'vitest';
import { makeProduct } from '../../support/catalogue.ts';
import { makeEdited } from '../../support/edited-collections.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { write } from './blog-support.ts';

const { payload, call } = await startGateway();
const { 'content-manager': token } = await staffTokens(payload);

const redirect = async (from: string, url: string) => {
  const body = { from, to: { type: 'custom', url }, type: '301' };
  const answer = await call('POST', '/api/redirects', { token, body });
  return [answer.status, JSON.stringify(answer.body)];
};

test.each([
  ['/old', '/old'],
  ['/old/', '/OLD'],
  ['/old', 'http://localhost:3000/old'],
])('a redirect from %s to %s is refused', async (from, url) => {
  expect(await redirect(from, url)).toEqual([400, expect.stringContaining('are the same')]);
  expect((await payload.count({ collection: 'redirects' })).totalDocs).toBe(0);
});

test('a redirect from the page of a published post or product is refused, but not from the page of a draft', async () => {
  await write(call, token, { title: 'Live' });
  await write(call, token, { title: 'Begun', status: 'DRAFT' });
  await makeProduct(payload, { title: 'Oak', slug: 'oak' });
  for (const from of ['/blog/live', '/kitchen/oak'])
    expect(await redirect(from, '/new')).toEqual([400, expect.stringContaining('is shown at this address')]);
  for (const from of ['/blog/begun', '/bedroom/oak', '/else/live', '/old'])
    expect((await redirect(from, '/new'))[0]).toBe(201);
  expect((await redirect('/elsewhere', 'https://example.com/elsewhere'))[0]).toBe(201);
});

test('a redirect from the page of a showroom is refused, and a new showroom deletes an existing redirect from its page', async () => {
  expect((await redirect('/showrooms/clapham', '/visit'))[0]).toBe(201);
  const { id } = await makeEdited(payload, 'showrooms', { slug: 'clapham' });
  const refusal = [400, expect.stringContaining('is shown at this address')];
  expect(await redirect('/showrooms/clapham', '/visit')).toEqual(refusal);
  expect((await redirect('/showrooms/balham', '/visit'))[0]).toBe(201);
  await payload.update({ collection: 'showrooms', id, data: { slug: 'balham' } });
  expect(await redirect('/showrooms/balham', '/visit')).toEqual(refusal);
  const { totalDocs } = await payload.count({ collection: 'redirects', where: { from: { like: '/showrooms/' } } });
  expect(totalDocs).toBe(0);
});

test('a redirect that leads back to itself through others is refused, even when an existing redirect is changed', async () => {
  for (const [from, to] of [
    ['/c1', '/c2'],
    ['/c2', 'http://localhost:3000/C3/'],
    ['/c3', '/c4'],
  ] as const)
    expect((await redirect(from, to))[0]).toBe(201);
  const refusal = [400, expect.stringContaining('leads back')];
  for (const to of ['/c1', '/c2', '/c3']) expect(await redirect('/c4', to)).toEqual(refusal);
  expect((await redirect('/c4', 'https://example.com/c1'))[0]).toBe(201);
  const { docs } = await payload.find({ collection: 'redirects', where: { from: { equals: '/c4' } } });
  const body = { to: { type: 'custom', url: '/c1' } };
  const changed = await call('PATCH', `/api/redirects/${docs[0]?.id}`, { token, body });
  expect([changed.status, JSON.stringify(changed.body)]).toEqual(refusal);
});

test('a chain of more redirects than browsers follow is refused, with or without a loop', async () => {
  for (let i = 1; i <= 24; i += 1) expect((await redirect(`/l${i}`, `/l${i + 1}`))[0]).toBe(201);
  const refusal = [400, expect.stringContaining('more than 20 redirects')];
  expect(await redirect('/l25', '/l1')).toEqual(refusal);
  expect(await redirect('/before', '/l5')).toEqual(refusal);
  expect((await redirect('/before', '/l6'))[0]).toBe(201);
  expect(await redirect('/l25', '/l6')).toEqual([400, expect.stringContaining('leads back')]);
});

test('one of two redirects to each other is refused when both are saved at the same time', async () => {
  const answers = await Promise.all([redirect('/at-once-1', '/at-once-2'), redirect('/at-once-2', '/at-once-1')]);
  expect(answers.map(([status]) => status).sort()).toEqual([201, 400]);
});
