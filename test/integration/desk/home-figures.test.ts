import { expect, test } from 'vitest';
import { brochureRequestLists } from '../../../src/admin/lists/brochure-lists.ts';
import { postLists } from '../../../src/admin/lists/post-lists.ts';
import { type ListName, queryNamed, type ReadyList } from '../../../src/admin/lists/ready-list.ts';
import { withTransaction } from '../../../src/database/transaction.ts';
import { eraseBrochureRequests } from '../../../src/services/brochures/personal-data.ts';
import { homeFigures } from '../../../src/services/desk/home-figures.ts';
import { requestBody } from '../../support/brochures.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway();
const { admin: token } = await staffTokens(payload);

/** How many rows the list view shows for a ready-made list; of posts it shows what was written last, as drafts do. */
async function listed(collection: string, lists: ReadyList[], name: ListName): Promise<number> {
  const path = `/api/${collection}?draft=true&depth=0&${queryNamed(lists, name)}`;
  const { status, body } = await call('GET', path, { token });
  expect(status).toBe(200);
  return (body as { totalDocs: number }).totalDocs;
}

test('drafts are those of the list behind the figure: new posts, and what was begun on published ones', async () => {
  const post = async (title: string, status: 'DRAFT' | 'PUBLISHED') => {
    const { body } = await call('POST', '/v1/blog', { token, body: { title, content: 'Oak.', status } });
    return (body as { blogId: string }).blogId;
  };
  await post('New', 'DRAFT');
  await post('Published', 'PUBLISHED');
  const id = await post('Begun', 'PUBLISHED');
  await payload.update({ collection: 'blogs', id, draft: true, data: { title: 'Begun anew', _status: 'draft' } });
  const { posts } = await homeFigures(payload, ['posts']);
  expect(posts?.drafts).toBe(2);
  expect(await listed('blogs', postLists(), 'drafts')).toBe(2);
});

test('brochures not delivered are those of the list behind the figure, without who was erased', async () => {
  const [body, gone] = [requestBody(), requestBody()];
  for (const one of [body, gone]) expect((await call('POST', '/v1/brochures', { body: one })).status).toBe(201);
  await withTransaction(payload, (req) => eraseBrochureRequests(req, String(gone.email)));
  const { brochures } = await homeFigures(payload, ['brochures']);
  expect(brochures?.undelivered).toBe(1);
  expect(await listed('brochure-requests', brochureRequestLists(), 'notDelivered')).toBe(1);
});
