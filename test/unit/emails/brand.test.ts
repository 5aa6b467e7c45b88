import { describe, expect, it } from 'vitest';
import type { EmailBrand } from '../../../src/emails/brand.ts';
import { type MessageName, messages, renderEmail } from '../../../src/emails/messages.ts';

const names = Object.keys(messages) as MessageName[];
const logo = { url: 'https://cdn.example.com/media/logo.png', width: 400, height: 200 };
const brand = { company: 'Oak & <Sons>', tagline: 'Stairs', colour: null, logo };

const branded = <Name extends MessageName>(name: Name, by: EmailBrand = brand) =>
  renderEmail(name, messages[name].sample, by);

describe.each(names)('the message %s', (name) => {
  it('has the logo in its header, with the name as alternative text', async () => {
    const { html } = await branded(name);
    expect(html.match(/<img[^>]*>/g)).toEqual([
      expect.stringMatching(
        /src="https:\/\/cdn\.example\.com\/media\/logo\.png" alt="Oak &amp; &lt;Sons&gt;" width="96" height="48"/,
      ),
    ]);
    expect(html).toContain('Stairs');
  });

  it('has the same text with and without the logo', async () => {
    const without = await renderEmail(name, messages[name].sample, { ...brand, logo: null });
    expect((await branded(name)).text).toBe(without.text);
  });
});

it('a wide logo fits on the screen of a phone', async () => {
  const { html } = await renderEmail('welcome-email', messages['welcome-email'].sample, {
    ...brand,
    logo: { ...logo, width: 2000 },
  });
  expect(html).toContain('width="280" height="28"');
});

it('a tall logo has a visible width', async () => {
  const narrow = { ...brand, logo: { ...logo, width: 1, height: 3000 } };
  expect((await renderEmail('welcome-email', messages['welcome-email'].sample, narrow)).html).toContain('width="1"');
});

it('the name is shown as text without a logo', async () => {
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
