import { describe, expect, it } from 'vitest';
import { messages } from '../../../src/emails/messages.ts';
import { renderEmailPreview } from '../../../src/emails/render-email-preview.ts';

describe('renderEmailPreview', () => {
  it('has links to every message below its base path', async () => {
    const index = await renderEmailPreview('/', '/emails');
    for (const name of Object.keys(messages)) expect(index?.body).toContain(`href="/emails/${name}"`);
  });

  it.each(Object.keys(messages))('shows the message %s', async (name) => {
    expect((await renderEmailPreview(`/${name}`))?.body).toContain(`src="/${name}/html"`);
    expect((await renderEmailPreview(`/${name}/html`))?.contentType).toBe('text/html; charset=utf-8');
    expect((await renderEmailPreview(`/${name}/text`))?.contentType).toBe('text/plain; charset=utf-8');
  });

  it.each(['/nothing', '/welcome-email/pdf', '/welcome-email/html/more', '/toString'])(
    'has no page %s',
    async (path) => {
      expect(await renderEmailPreview(path)).toBeNull();
    },
  );
});
