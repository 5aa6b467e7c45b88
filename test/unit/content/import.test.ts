import { tests as examples } from 'commonmark-spec';
import { describe, expect, test } from 'vitest';
import type { Article } from '../../../src/services/content/blog/article.ts';
import { articleHtml } from '../../../src/services/content/blog/article-html.ts';
import { htmlToBlocks } from '../../../src/services/content/blog/import/html-to-blocks.ts';
import { markdownToHtml } from '../../../src/services/content/blog/import/markdown-to-html.ts';
import { rootOf } from '../../../src/services/content/blog/import/nodes.ts';
import { DEFAULT_PATHS } from '../../../src/services/site-urls.ts';
import { articleText, collapsed } from './reference/article-text.ts';
import shownExamples from './reference/commonmark.json' with { type: 'json' };
import shownPieces from './reference/editors.json' with { type: 'json' };
import { pieces } from './reference/pieces.ts';

const ofHtml = (html: string) => rootOf(htmlToBlocks(html));
const ofMarkdown = (markdown: string) => ofHtml(markdownToHtml(markdown));
const words = (root: ReturnType<typeof rootOf>) => collapsed(articleText(root));

/** Whether an example has what a post can't have: a picture, or a link of another scheme. */
const hasMissing = (html: string) => /<img [^>]*alt=|href="(?!https?:|mailto:|tel:)[a-z][a-z\d+.-]*:/i.test(html);

/** What a form holds is no text to browsers; it is kept here. */
const OF_FORMS = '<textarea>';

describe('Markdown', () => {
  test.each(examples.map((example, index) => ({ ...example, shown: shownExamples[index] })))(
    'has the words of example $number of CommonMark ($section)',
    ({ markdown, html, shown }) => {
      const source = markdown.replaceAll('→', '\t');
      if (hasMissing(html)) expect(() => ofMarkdown(source)).toThrow(/^Line \d+: A/);
      else if (!html.includes(OF_FORMS)) expect(words(ofMarkdown(source))).toBe(shown);
    },
  );
});

const none = { media: new Map(), products: new Map(), posts: new Map() };
const html = (root: ReturnType<typeof rootOf>) =>
  articleHtml({ root } as unknown as Article, none, { ...DEFAULT_PATHS, origin: 'https://example.com' })
    .replaceAll(/ value="\d+"/g, '')
    .replaceAll(/ class="list-(?:bullet|number)"| style="list-style-type: none;"/g, '');

const item = (text: string) => `<li>${text}</li>`;

describe('an article of Markdown', () => {
  test.each([
    ['ends lines as Windows does', '# H\r\n\r\nOne\r\n\r\nTwo', '<h1>H</h1><p>One</p><p>Two</p>'],
    ['ends lines as old Macs did', 'a\rb', '<p>a b</p>'],
    ['takes a line of blanks for an empty one', 'a\n \nb', '<p>a</p><p>b</p>'],
    ['has the lines of a quotation', '> one\n> two', '<blockquote>one two</blockquote>'],
    ['is bold and italic', '***both***', '<p><em><strong>both</strong></em></p>'],
    ['draws a rule', 'a\n\n***\n\nb', '<p>a</p><hr /><p>b</p>'],
    ['takes the backslash off', '\\# x', '<p># x</p>'],
    ['breaks lines', 'a  \nb\\\nc', '<p>a<br />b<br />c</p>'],
    ['has lists in lists', '- a\n  1. b\n- c', `<ul>${item('a')}${item(`<ol>${item('b')}</ol>`)}${item('c')}</ul>`],
    ['has parentheses in addresses', '[x](https://e.com/a_(b))', '<p><a href="https://e.com/a_(b)">x</a></p>'],
    ['links an address', '<https://e.com>', '<p><a href="https://e.com">https://e.com</a></p>'],
    ['underlines headings', 'Title\n=====\n\nLess\n---', '<h1>Title</h1><h2>Less</h2>'],
    ['keeps code', '```\na  b\nc\n```', '<p><code>a  b</code><br /><code>c</code></p>'],
    ['strikes out', '~~x~~', '<p><span style="text-decoration: line-through;">x</span></p>'],
    ['takes HTML', 'H<sub>2</sub>O', '<p>H<sub>2</sub>O</p>'],
  ])('%s', (_, source, expected) => {
    expect(html(ofMarkdown(source))).toBe(expected);
  });

  test.each([
    ['a picture', 'One\n\nTwo ![oak](https://e.com/oak.jpg)', 'Line 3: An image'],
    ['a table', 'a\n\n| a | b |\n|---|---|\n| 1 | 2 |', 'Line 3: A table'],
    ['a link that runs a script', '[x](javascript:alert(1))', 'Line 1: A link'],
    ['quotations within quotations', `${'> '.repeat(60)}x`, 'Nested deeper than 50'],
  ])('refuses %s, and says where', (_, source, message) => {
    expect(() => ofMarkdown(source)).toThrow(message);
  });
});

describe('HTML', () => {
  test.each([
    ['neighbouring blocks', '<div>Hello</div><div>World</div>', '<p>Hello</p><p>World</p>'],
    ['a table', '<table><tr><td>Oak</td><td>£10</td></tr></table>', '<p>Oak £10</p>'],
    [
      'a list beside its item',
      '<ul><li>a<ul><li>b</ul>c</ul>',
      `<ul>${item('a')}${item(`<ul>${item('b')}</ul>`)}${item('c')}</ul>`,
    ],
    [
      'a list to tick off',
      '<ul><li><input type=checkbox checked>a<li><input type=checkbox>b</ul>',
      '<ul class="list-check"><li role="checkbox" aria-checked="true">a</li><li role="checkbox" aria-checked="false">b</li></ul>',
    ],
    [
      'a heading in a quotation',
      '<blockquote>a<h2>b</h2><p>c</blockquote>',
      '<blockquote>a</blockquote><h2>b</h2><blockquote>c</blockquote>',
    ],
    [
      'styles in place of elements',
      '<b style="font-weight:normal">a <span style="font-weight:700">b</span></b>',
      '<p>a <strong>b</strong></p>',
    ],
    [
      'a link over blocks',
      '<a href="/x"><div>a</div><div>b</div></a>',
      '<p><a href="/x">a</a></p><p><a href="/x">b</a></p>',
    ],
    ['a script as an address', '<a href="java\tscript:alert(1)">x</a>', '<p>x</p>'],
    ['an address with a blank', '<a href=" https://e.com/a b ">x</a>', '<p><a href="https://e.com/a%20b">x</a></p>'],
    ['emoji that are pictures', 'a <img alt="🙂" src="x"> b <img alt="photo" src="y">c', '<p>a 🙂 b c</p>'],
    ['a list that starts later', '<ol start=3><li>c</ol>', `<ol>${item('c')}</ol>`],
  ])('reads %s', (_, source, expected) => {
    expect(html(ofHtml(source))).toBe(expected);
  });

  test('that is nested without end is refused', () => {
    expect(() => ofHtml('<div>'.repeat(2000))).toThrow('nested deeper than 400');
  });

  test.each(pieces)('of $name has the words that a browser shows', ({ name, html }) => {
    expect(words(ofHtml(html))).toBe((shownPieces as Record<string, string>)[name]);
  });
});
