import { sql } from '@payloadcms/db-postgres';
import pLimit from 'p-limit';
import type { Access, GlobalSlug } from 'payload';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { runDueSchedules } from '../../../src/services/content/blog/schedule-publication.ts';
import { startGateway } from '../../support/gateway.ts';
import { createForm, createMp4, createPng, type Upload } from '../../support/media.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { EDITS, makeOwner, makeTarget, withRows } from './documents.ts';
import { listPlaces, type ReferencePlace } from './reference-places.ts';

/**
 * The owner is the document that contains a reference. These tests combine every reference (relationship, upload, link or block
 * of the config) with every change of the referenced document (delete, trash, unpublish, replace) and every state of the owner
 * (published row, newest draft, schedule). Either the change is refused with the title of an owner, or the owner can still be
 * edited, unpublished and published.
 */

const { payload, call, base } = await startGateway();
const { admin: token } = await staffTokens(payload);
const { docs } = await payload.find({ collection: 'users', where: { role: { equals: 'admin' } } });
const user = { ...docs[0], collection: 'users' as const };

const PHOTO = { bytes: await createPng({ width: 20, height: 20 }), name: 'b.png' };
const FILM = { bytes: createMp4(), name: 'b.mp4' };

/** The expected messages of refusals that do not name the referencing document. */
const REFUSAL_MESSAGES: Record<string, RegExp> = {
  'bookings.slot: delete': /A booking refers to this slot/,
  'time-slots.showroom: delete': /This showroom has slots/,
  'blogs.author: delete': /[Dd]eactivate/,
};
const ANOTHER_KIND = /cannot replace a (film|photo)/;

/** Owners that are deleted together with the referenced document: redirects to this document. */
const DELETED_WITH_TARGET = new Set([
  'redirects.to.reference (products): delete',
  'redirects.to.reference (blogs): delete',
]);

type Act = { act: string; on: (place: ReferencePlace, id: string) => Promise<{ status: number; body: unknown }> };

const api = (method: string, path: string, body?: object) => call(method, `/api/${path}`, { token, body });

const ACTS: Record<string, Act['on']> = {
  delete: ({ target }, id) => api('DELETE', `${target}/${id}`),
  trash: ({ target }, id) => api('PATCH', `${target}/${id}`, { deletedAt: new Date().toISOString() }),
  unpublish: ({ target }, id) => api('PATCH', `${target}/${id}`, { _status: 'draft' }),
  replace: (place, id) => replace(place, id, place.name.includes('video') ? FILM : PHOTO),
  'replace by another kind': (place, id) => replace(place, id, place.name.includes('video') ? PHOTO : FILM),
};

async function replace({ target }: ReferencePlace, id: string, file: Upload) {
  const sent = { method: 'PATCH', headers: { authorization: `Bearer ${token}` }, body: createForm(file) };
  const answer = await fetch(`${base}/api/${target}/${id}`, sent);
  return { status: answer.status, body: await answer.json() };
}

const allows = async (access: Access | undefined) =>
  Boolean(await access?.({ req: { payload, user } as never, id: 'x', data: {} }));

const findConfig = (slug: string) => {
  const config = payload.collections[slug as 'blogs']?.config;
  if (!config) throw new Error(`There is no collection ${slug}.`);
  return config;
};

async function listActions({ target }: ReferencePlace): Promise<string[]> {
  const config = findConfig(target);
  return [
    ...((await allows(config.access.delete)) ? ['delete'] : []),
    ...(config.trash ? ['trash'] : []),
    ...(config.versions?.drafts ? ['unpublish'] : []),
    ...(target === 'media' ? ['replace', 'replace by another kind'] : []),
  ];
}

/** Lists the states in which the owner is tested. Owners without drafts have one state. */
function listStates({ owner, isGlobal }: ReferencePlace): string[] {
  const drafts = !isGlobal && findConfig(owner).versions?.drafts;
  if (!drafts) return ['stored'];
  return ['published', 'draft', ...(typeof drafts === 'object' && drafts.schedulePublish ? ['scheduled'] : [])];
}

const isEditable = ({ owner, isGlobal }: ReferencePlace) =>
  isGlobal ? Promise.resolve(true) : allows(findConfig(owner).access.update);

const places: ReferencePlace[] = [];
for (const place of listPlaces(payload)) if (await isEditable(place)) places.push(place);
const cases = (
  await Promise.all(
    places.map(async (place) =>
      (
        await listActions(place)
      ).flatMap((act) =>
        listStates(place)
          // A replacement by another kind is refused in every state, so one state is enough.
          .slice(0, act === 'replace by another kind' ? 1 : undefined)
          .map((state) => [place.name, act, state, place] as const),
      ),
    ),
  )
).flat();

/** Creates the owner with a reference to `id`, in the given state. */
async function createOwner(place: ReferencePlace, id: string, state: string): Promise<{ path: string; title: string }> {
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
  const config = findConfig(owner);
  const doc = await payload.findByID({ collection: owner as 'blogs', id: ownerId, draft: true, depth: 0 });
  return { path: `${owner}/${ownerId}`, title: String(doc[(config.admin.useAsTitle ?? 'id') as 'title']) };
}

/** Edits, unpublishes and publishes the owner, if its state allows that. */
async function workOn({ owner, isGlobal }: ReferencePlace, path: string, state: string): Promise<void> {
  const ok = async (method: string, query: string, body: object) => {
    const { status, body: answer } = await api(method, `${path}${query}`, body);
    expect([query, body, status, status === 200 ? '' : answer]).toEqual([query, body, 200, '']);
  };
  const edit = EDITS[owner];
  if (!edit) throw new Error(`Add a harmless change of ${owner} to EDITS.`);
  if (isGlobal) return ok('POST', '', edit());
  await ok('PATCH', state === 'draft' || state === 'scheduled' ? '?draft=true' : '', edit());
  if (state === 'stored') return;
  if (state === 'scheduled') {
    const ownerId = path.split('/')[1];
    await database(payload).execute(sql`
      UPDATE payload_jobs SET wait_until = now() - interval '1 second' WHERE input->'doc'->>'value' = ${ownerId}`);
    // Only one run applies schedules at a time. Try again until the run of a concurrent test has ended.
    const isPublished = async () => {
      await runDueSchedules(payload);
      const { docs: published } = await payload.find({
        collection: owner as 'blogs',
        where: { id: { equals: ownerId }, _status: { equals: 'published' } },
      });
      return published.length === 1;
    };
    await until(isPublished, 'the schedule to publish the document');
  }
  await ok('PATCH', '', { _status: 'draft' });
  await ok('PATCH', '', { ...edit(), _status: 'published' });
}

/** Each global has only one document, so cases with globals must not run concurrently. */
const oneGlobalAtATime = pLimit(1);

describe.concurrent('documents that reference a changed document stay editable, or the change is refused with a reason', () => {
  test('these tests have more than 100 cases', () => {
    expect(cases.length).toBeGreaterThan(100);
  });

  const run = async (name: string, act: string, state: string, place: ReferencePlace) => {
    const id = await makeTarget(payload, place.target, name);
    const { path, title } = await createOwner(place, id, state);
    const { status, body } = await (ACTS[act] as Act['on'])(place, id);
    if (status >= 400) {
      const expectedMessage =
        act === 'replace by another kind'
          ? ANOTHER_KIND
          : (REFUSAL_MESSAGES[`${name}: ${act}`] ??
            (title === '' ? new RegExp(place.owner, 'i') : new RegExp(`“${title}”`)));
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringMatching(expectedMessage)]);
    }
    if (status < 400 && DELETED_WITH_TARGET.has(`${name}: ${act}`)) {
      expect((await api('GET', path)).status).toBe(404);
      return;
    }
    await workOn(place, path, state);
  };

  test.each(cases)('reference %s, change "%s", state "%s"', (name, act, state, place) =>
    place.isGlobal ? oneGlobalAtATime(run, name, act, state, place) : run(name, act, state, place),
  );
});
