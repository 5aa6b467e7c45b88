import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_EMAIL_BRAND, toAccents } from '../../../src/emails/brand.ts';
import { type MessageName, messages, renderEmail } from '../../../src/emails/messages.ts';
import { dark, light } from '../../../src/emails/theme.ts';
import { contrast } from '../../support/contrast.ts';

const names = Object.keys(messages) as MessageName[];

const rendered = async <Name extends MessageName>(name: Name, colour: string | null) =>
  renderEmail(name, messages[name].sample, { ...DEFAULT_EMAIL_BRAND, colour });

const hex = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`);

describe('the accent colours of an e-mail', () => {
  it('are readable on every background and under text, for any brand colour or none', () => {
    fc.assert(
      fc.property(
        fc.oneof(hex, fc.constantFrom(null, '#000000', '#ffffff', '#fffefc', '#808080', '#FFFF00')),
        (colour) => {
          const accents = toAccents(colour);
          for (const [theme, { accent, button, buttonInk }] of [
            [light, accents.light],
            [dark, accents.dark],
          ] as const) {
            for (const ground of [theme.page, theme.card, theme.panel]) {
              expect(contrast(accent, ground)).toBeGreaterThanOrEqual(4.5);
            }
            expect(contrast(button, buttonInk)).toBeGreaterThanOrEqual(4.5);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are the brand colour itself where that is readable', () => {
    expect(toAccents('#2f5a48').light).toMatchObject({ accent: '#2f5a48', button: '#2f5a48' });
    expect(toAccents('#ffd9a8').dark).toMatchObject({ accent: '#ffd9a8', button: '#ffd9a8' });
  });
});

describe('a message with a brand colour', () => {
  it('uses the colour for buttons in the light theme, and a lighter shade in the dark theme', async () => {
    const { html } = await rendered('booking-confirmation', '#7a1fa2');
    expect(html).toMatch(/<a class="button"[^>]*background-color:#7a1fa2;[^"]*[^-]color:#fdf8f0/);
    const { button, buttonInk } = toAccents('#7a1fa2').dark;
    expect(html).toContain(`.button { background-color: ${button} !important; color: ${buttonInk} !important; }`);
    expect(html).toContain(`[data-ogsc] .accent { color: ${button} !important; }`);
  });

  it('uses the colour for links and the tagline', async () => {
    const { html } = await rendered('internal-dual-booking-alert', '#7a1fa2');
    const worn = html.match(/<(?:a|p) class="accent"[^>]*>/g) ?? [];
    expect(worn.length).toBeGreaterThan(1);
    for (const part of worn) expect(part).toContain('color:#7a1fa2');
  });

  it.each(names)('of the kind %s has no standard accent colour, and the same text', async (name) => {
    const [standard, branded] = [await rendered(name, null), await rendered(name, '#7a1fa2')];
    expect(standard.html).toContain(light.accent);
    for (const colour of [light.accent, light.button, dark.accent]) {
      expect(branded.html).not.toMatch(new RegExp(`(?:^|[^-])color: ?${colour}|background-color: ?${colour}`));
    }
    expect({ ...branded, html: null }).toEqual({ ...standard, html: null });
  });
});

it.each([
  '',
  'red',
  '#7a1',
  '#7a1fa2ff',
  '#7a1fa2;}</style><script>',
  ' #7a1fa2',
  '#7a1fag',
  'url(//example.com)',
  '#7a1fa2\n',
])('a message has the standard colours when the brand colour is %j', async (colour) => {
  const { html } = await rendered('booking-confirmation', colour);
  expect(html).toBe((await rendered('booking-confirmation', null)).html);
});
