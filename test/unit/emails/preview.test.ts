import { describe, expect, it } from 'vitest';
import { messages } from '../../../src/emails/messages.ts';
import { emailPreview } from '../../../src/emails/preview.ts';

describe('emailPreview', () => {
  it('links every message from where it is mounted', async () => {
    const index = await emailPreview('/', '/emails');
    for (const name of Object.keys(messages)) expect(index?.body).toContain(`href="/emails/${name}"`);
  });

  it.each(Object.keys(messages))('shows %s', async (name) => {
    expect((await emailPreview(`/${name}`))?.body).toContain(`src="/${name}/html"`);
    expect((await emailPreview(`/${name}/html`))?.contentType).toBe('text/html; charset=utf-8');
    expect((await emailPreview(`/${name}/text`))?.contentType).toBe('text/plain; charset=utf-8');
  });

  it.each(['/nothing', '/welcome-email/pdf', '/welcome-email/html/more', '/toString'])(
    'has no page %s',
    async (path) => {
      expect(await emailPreview(path)).toBeNull();
    },
  );
});
