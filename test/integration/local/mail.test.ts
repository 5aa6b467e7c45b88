import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { startMail } from '../../../local/services/mail.ts';
import { makeDataDir } from './data-dir.ts';
import { serviceEndsWithParent } from './kill-parent.ts';

async function subjects(webUrl: string): Promise<string[]> {
  const messages: { subject: string }[] = await (await fetch(`${webUrl}/api/email`)).json();
  return messages.map(({ subject }) => subject);
}

describe('the local mail inbox', () => {
  it('shows sent messages, even after a restart', async () => {
    const dataDir = join(makeDataDir(), 'mail');
    const first = await startMail({ dataDir });
    const transport = createTransport(first.smtpUrl);
    await transport.sendMail({ from: 'a@example.org', to: 'b@example.org', subject: 'Hello', text: 'Hello' });
    transport.close();
    expect(await subjects(first.webUrl)).toEqual(['Hello']);
    await first.stop();
    const second = await startMail({ dataDir });
    try {
      expect(second.webUrl).toBe(first.webUrl);
      expect(await subjects(second.webUrl)).toEqual(['Hello']);
    } finally {
      await second.stop();
    }
  });

  it('exits when its parent process is killed', async () => {
    expect(await serviceEndsWithParent('mail', join(makeDataDir(), 'mail'))).toBe(true);
  });
});
