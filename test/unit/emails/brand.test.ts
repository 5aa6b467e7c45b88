import { describe, expect, it } from 'vitest';
import type { EmailBrand } from '../../../src/emails/brand.ts';
import { type MessageName, messages, renderEmail } from '../../../src/emails/messages.ts';

const names = Object.keys(messages) as MessageName[];
const logo = { url: 'https://cdn.example.com/media/logo.png', width: 400, height: 200 };
const brand = { company: 'Oak & <Sons>', line: 'Stairs', colour: null, logo };

const branded = <Name extends MessageName>(name: Name, by: EmailBrand = brand) =>
  renderEmail(name, messages[name].sample, by);

describe.each(names)('%s', (name) => {
  it('carries the logo in its header, with the name for who cannot see it', async () => {
    const { html } = await branded(name);
    expect(html.match(/<img[^>]*>/g)).toEqual([
      expect.stringMatching(
        /src="https:\/\/cdn\.example\.com\/media\/logo\.png" alt="Oak &amp; &lt;Sons&gt;" width="96" height="48"/,
      ),
    ]);
    expect(html).toContain('Stairs');
  });

  it('says in its text what it says without the logo', async () => {
    const without = await renderEmail(name, messages[name].sample, { ...brand, logo: null });
    expect((await branded(name)).text).toBe(without.text);
  });
});

it('a wide logo stays within a phone', async () => {
  const { html } = await renderEmail('welcome-email', messages['welcome-email'].sample, {
    ...brand,
    logo: { ...logo, width: 2000 },
  });
  expect(html).toContain('width="280" height="28"');
});

it('a tall logo keeps a width', async () => {
  const narrow = { ...brand, logo: { ...logo, width: 1, height: 3000 } };
  expect((await renderEmail('welcome-email', messages['welcome-email'].sample, narrow)).html).toContain('width="1"');
});

it('the name stands in letters where there is no logo', async () => {
  const { html } = await renderEmail('welcome-email', messages['welcome-email'].sample, { ...brand, logo: null });
  expect(html).not.toContain('<img');
  expect(html).toContain('Oak &amp; &lt;Sons&gt;');
});

it.each([
  ['welcome-email', 'Welcome to Oak & <Sons>: please verify your e-mail address'],
  ['password-reset', 'Reset your Oak & <Sons> password'],
  ['brochure-delivery', 'Your Oak & <Sons> brochure'],
] as const)('the subject of %s names the company', async (name, subject) => {
  const mail = await branded(name);
  expect(mail.subject).toBe(subject);
  expect(`${mail.subject}${mail.html}${mail.text}`).not.toContain('Lomash Wood');
});
