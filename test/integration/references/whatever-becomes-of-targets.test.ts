import { sql } from '@payloadcms/db-postgres';
import pLimit from 'p-limit';
import type { Access, GlobalSlug } from 'payload';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { runDueSchedules } from '../../../src/services/content/blog/run-schedules.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { formOf, mp4Of, pngOf, type Upload } from '../../support/media.ts';
import { EDITS, makeOwner, makeTarget, withRows } from './documents.ts';
import { type Place, placesOf } from './places.ts';

/**
 * Whatever becomes of a document, what names it can be edited, withdrawn and published, or the deletion was refused with a reason
 * that says who uses it: every relation, upload, link and block of the config × delete, trash, unpublish, replace ×
 * the published row, the newest draft, the schedule.
 */

const { payload, call, base } = await startGateway();
const { admin: token } = await staffTokens(payload);
const { docs } = await payload.find({ collection: 'users', where: { role: { equals: 'admin' } } });
const user = { ...docs[0], collection: 'users' as const };

const PHOTO = { bytes: await pngOf({ width: 20, height: 20 }), name: 'b.png' };
const FILM = { bytes: mp4Of(), name: 'b.mp4' };

/** What refusals say that name no title. */
const SAID: Record<string, RegExp> = {
  'bookings.slot: delete': /A booking refers to this slot/,
  'time-slots.showroom: delete': /This showroom has slots/,
};
const ANOTHER_KIND = /cannot replace a (film|photo)/;

/** What goes with its target: an old address that leads nowhere. */
const GOES = new Set(['redirects.to.reference (products): delete', 'redirects.to.reference (blogs): delete']);

type Act = { act: string; on: (place: Place, id: string) => Promise<{ status: number; body: unknown }> };

const api = (method: string, path: string, body?: object) => call(method, `/api/${path}`, { token, body });

const ACTS: Record<string, Act['on']> = {
  delete: ({ target }, id) => api('DELETE', `${target}/${id}`),
  trash: ({ target }, id) => api('PATCH', `${target}/${id}`, { deletedAt: new Date().toISOString() }),
  unpublish: ({ target }, id) => api('PATCH', `${target}/${id}`, { _status: 'draft' }),
  replace: (place, id) => replace(place, id, place.name.includes('video') ? FILM : PHOTO),
  'replace by another kind': (place, id) => replace(place, id, place.name.includes('video') ? PHOTO : FILM),
};

async function replace({ target }: Place, id: string, file: Upload) {
  const sent = { method: 'PATCH', headers: { authorization: `Bearer ${token}` }, body: formOf(file) };
  const answer = await fetch(`${base}/api/${target}/${id}`, sent);
  return { status: answer.status, body: await answer.json() };
}

const allows = async (access: Access | undefined) =>
  Boolean(await access?.({ req: { payload, user } as never, id: 'x', data: {} }));

const configOf = (slug: string) => {
  const config = payload.collections[slug as 'blogs']?.config;
  if (!config) throw new Error(`There is no collection ${slug}.`);
  return config;
};

async function actsOn({ target }: Place): Promise<string[]> {
  const config = configOf(target);
  return [
    ...((await allows(config.access.delete)) ? ['delete'] : []),
    ...(config.trash ? ['trash'] : []),
    ...(config.versions?.drafts ? ['unpublish'] : []),
    ...(target === 'media' ? ['replace', 'replace by another kind'] : []),
  ];
}

/** What the owner is when it happens; those without drafts have one state. */
function statesOf({ owner, isGlobal }: Place): string[] {
  const drafts = !isGlobal && configOf(owner).versions?.drafts;
  if (!drafts) return ['stored'];
  return ['published', 'draft', ...(typeof drafts === 'object' && drafts.schedulePublish ? ['scheduled'] : [])];
}

const isEditable = ({ owner, isGlobal }: Place) =>
  isGlobal ? Promise.resolve(true) : allows(configOf(owner).access.update);

const places: Place[] = [];
for (const place of placesOf(payload)) if (await isEditable(place)) places.push(place);
const cases = (
  await Promise.all(
    places.map(async (place) =>
      (
        await actsOn(place)
      ).flatMap((act) =>
        statesOf(place)
          // It is refused, whatever shows the file.
          .slice(0, act === 'replace by another kind' ? 1 : undefined)
          .map((state) => [place.name, act, state, place] as const),
      ),
    ),
  )
).flat();

/** The owner with `id` at its place, as `state` has it. */
async function own(place: Place, id: string, state: string): Promise<{ path: string; title: string }> {
  const { owner, isGlobal, name } = place;
  const data = withRows(name, place.naming(id));
  if (isGlobal) {
    await payload.updateGlobal({ slug: owner as GlobalSlug, data: data as never, depth: 0 });
    return { path: `globals/${owner}`, title: '' };
  }
  let ownerId: string;
  if (state === 'draft') {
    ownerId = await makeOwner(payload, owner, {}, false);
    await payload.update({
      collection: owner as 'blogs',
      id: ownerId,
      data: { ...data, _status: 'draft' } as never,
      draft: true,
    });
  } else ownerId = await makeOwner(payload, owner, data, state === 'scheduled');
  if (state === 'scheduled') {
    const input = { type: 'publish' as const, doc: { relationTo: owner as 'blogs', value: ownerId } };
    await payload.jobs.queue({ task: 'schedulePublish', input, waitUntil: new Date(Date.now() + 3_600_000) });
  }
  const config = configOf(owner);
  const doc = await payload.findByID({ collection: owner as 'blogs', id: ownerId, draft: true, depth: 0 });
  return { path: `${owner}/${ownerId}`, title: String(doc[(config.admin.useAsTitle ?? 'id') as 'title']) };
}

/** Edits, withdraws and publishes the owner, as its state allows. */
async function workOn({ owner, isGlobal }: Place, path: string, state: string): Promise<void> {
  const ok = async (method: string, query: string, body: object) => {
    const { status, body: answer } = await api(method, `${path}${query}`, body);
    expect([query, body, status, status === 200 ? '' : answer]).toEqual([query, body, 200, '']);
  };
  const edit = EDITS[owner];
  if (!edit) throw new Error(`Say in EDITS what may be changed of ${owner}.`);
  if (isGlobal) return ok('POST', '', edit());
  await ok('PATCH', state === 'draft' || state === 'scheduled' ? '?draft=true' : '', edit());
  if (state === 'stored') return;
  if (state === 'scheduled') {
    const ownerId = path.split('/')[1];
    await database(payload).execute(sql`
      UPDATE payload_jobs SET wait_until = now() - interval '1 second' WHERE input->'doc'->>'value' = ${ownerId}`);
    await runDueSchedules(payload);
    const { docs: published } = await payload.find({
      collection: owner as 'blogs',
      where: { id: { equals: ownerId }, _status: { equals: 'published' } },
    });
    expect(published, 'published by the schedule').toHaveLength(1);
  }
  await ok('PATCH', '', { _status: 'draft' });
  await ok('PATCH', '', { ...edit(), _status: 'published' });
}

/** A global is one document: what these cases do to it must not meet. */
const oneGlobalAtATime = pLimit(1);

describe.concurrent('what names it lives on, or says why it may not go', () => {
  test('there are such places', () => {
    expect(cases.length).toBeGreaterThan(100);
  });

  const run = async (name: string, act: string, state: string, place: Place) => {
    const id = await makeTarget(payload, place.target, name);
    const { path, title } = await own(place, id, state);
    const { status, body } = await (ACTS[act] as Act['on'])(place, id);
    if (status >= 400) {
      const said =
        act === 'replace by another kind'
          ? ANOTHER_KIND
          : (SAID[`${name}: ${act}`] ?? (title === '' ? new RegExp(place.owner, 'i') : new RegExp(`“${title}”`)));
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringMatching(said)]);
    }
    if (status < 400 && GOES.has(`${name}: ${act}`)) {
      expect((await api('GET', path)).status).toBe(404);
      return;
    }
    await workOn(place, path, state);
  };

  test.each(cases)('%s: %s, %s', (name, act, state, place) =>
    place.isGlobal ? oneGlobalAtATime(run, name, act, state, place) : run(name, act, state, place),
  );
});
