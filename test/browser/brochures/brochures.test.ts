import { sql } from '@payloadcms/db-postgres';
import { afterAll, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { startWorker } from '../../../src/jobs/start-worker.ts';
import { requestBrochure } from '../../../src/services/brochures/request-brochure.ts';
import { QUICK_TIMINGS } from '../../integration/events/support.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { createPdf, createRequestBody, readBrochureRequests } from '../../support/brochures.ts';
import { PHONE } from '../../support/browser.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { until } from '../../support/until.ts';

const mailbox = await openMailbox();
const { payload, signIn } = await startAdminSite({ SMTP_URL: mailbox.url });
const worker = startWorker(payload, QUICK_TIMINGS);
afterAll(async () => {
  await worker.close();
  await mailbox.close();
});

async function ask(): Promise<string> {
  const body = createRequestBody();
  await requestBrochure(payload, { ...body, phone: '+442079460958', postcode: 'SW4 7AA' });
  return body.email;
}

test('a brochure request shows why it waits, is delivered when an editor uploads the brochure, and can be resent by sales staff', async () => {
  const email = await ask();
  const sales = await signIn('sales');
  await until(
    async () => (await readBrochureRequests(payload, email))[0]?.problem === 'NO_DEFAULT',
    'the request to wait',
  );
  await sales.goto('/admin/collections/brochure-requests');
  await sales.getByRole('alert').getByText('One request is waiting').waitFor();
  await sales.getByRole('row', { name: email }).getByText('There is no default brochure').waitFor();

  const editor = await signIn('content-manager');
  await editor.goto('/admin/collections/brochures/create');
  await editor.getByLabel('Title').fill('Kitchens 2026');
  const file = { name: 'kitchens.pdf', mimeType: 'application/pdf', buffer: createPdf(50_000) };
  await editor.locator('input[type=file]').first().setInputFiles(file);
  await editor.getByRole('button', { name: 'Save' }).click();
  await editor.waitForURL(/brochures\/[0-9a-f-]{36}/);
  await until(() => mailbox.mails.length === 1, 'the brochure to arrive');

  await sales.reload();
  await sales.getByRole('row', { name: email }).getByText('Delivered').waitFor();
  expect(await sales.getByText('request is waiting').count()).toBe(0);
  await sales.getByRole('row', { name: email }).getByRole('link').first().click();
  await sales.getByRole('button', { name: 'Send the brochure again' }).click();
  await sales.getByRole('button', { name: 'Yes, send it' }).click();
  await sales.getByText('on its way again').waitFor();
  await until(() => mailbox.mails.length === 2, 'the second e-mail');
  await sales.reload();
  await sales.getByText('Sent again', { exact: true }).waitFor();
});

test('the default brochure cannot be unticked, and the form says why', async () => {
  await database(payload).execute(sql`DELETE FROM brochures`);
  const file = { data: createPdf(), name: 'a.pdf', mimetype: 'application/pdf', size: createPdf().length };
  const { id } = await payload.create({ collection: 'brochures', data: { title: 'A' }, file });
  const editor = await signIn('content-manager', PHONE);
  await editor.goto(`/admin/collections/brochures/${id}`);
  await editor.getByLabel('Default').uncheck();
  await editor.getByRole('button', { name: 'Save' }).click();
  await editor.getByText('One brochure must be the default').first().waitFor();
});
