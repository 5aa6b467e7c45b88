import { tests as examples } from 'commonmark-spec';
import { describe, expect, test } from 'vitest';
import { DEFAULT_PATHS } from '../../../src/lib/site-urls.ts';
import { richTextToHtml } from '../../../src/services/content/blog/render-rich-text.ts';
import type { RichText } from '../../../src/services/content/blog/rich-text.ts';
import { htmlToBlocks } from '../../../src/services/content/import/html-to-blocks.ts';
import { type LexicalNode, toRoot } from '../../../src/services/content/import/lexical-nodes.ts';
import { markdownToHtml } from '../../../src/services/content/import/markdown-to-html.ts';
import shownExamples from './reference/commonmark.json' with { type: 'json' };
import { editorSamples } from './reference/editor-samples.ts';
import shownPieces from './reference/editors.json' with { type: 'json' };
import { articleText, collapsed } from './reference/rich-text.ts';

const ofHtml = (html: string) => toRoot(htmlToBlocks(html));
const ofMarkdown = (markdown: string) => ofHtml(markdownToHtml(markdown));
const words = (root: ReturnType<typeof toRoot>) => collapsed(articleText(root));

/** Whether an example contains something that a post cannot have: a picture, or a link with an unsupported scheme. */
const hasMissing = (html: string) => /<img |href="(?!https?:|mailto:|tel:)[a-z][a-z\d+.-]*:/i.test(html);

/** The import keeps the text of this element. The recorded text of a browser lacks this text, which belongs to a form field. */
const OF_FORMS = '<textarea>';

describe('imported Markdown', () => {
  test.each(examples.map((example, index) => ({ ...example, shown: shownExamples[index] })))(
    'has the text of CommonMark example $number ($section)',
    ({ markdown, html, shown }) => {
      const source = markdown.replaceAll('→', '\t');
      if (hasMissing(html)) expect(() => ofMarkdown(source)).toThrow(/^Line \d+: (Images|Only web)/);
      else if (!html.includes(OF_FORMS)) expect(words(ofMarkdown(source))).toBe(shown);
    },
  );
});

const none = { media: new Map(), products: new Map(), posts: new Map() };
const html = (root: ReturnType<typeof toRoot>) =>
  richTextToHtml({ root } as unknown as RichText, none, { ...DEFAULT_PATHS, origin: 'https://example.com' })
    .replaceAll(/ value="\d+"/g, '')
    .replaceAll(/ class="list-(?:bullet|number)"| style="list-style-type: none;"/g, '');

const item = (text: string) => `<li>${text}</li>`;

describe('a post in Markdown', () => {
  test.each([
    ['has line ends of Windows', '# H\r\n\r\nOne\r\n\r\nTwo', '<h1>H</h1><p>One</p><p>Two</p>'],
    ['has line ends of old Macs', 'a\rb', '<p>a b</p>'],
    ['reads a line of spaces as an empty line', 'a\n \nb', '<p>a</p><p>b</p>'],
    ['has the lines of a quotation', '> one\n> two', '<blockquote>one two</blockquote>'],
    ['is bold and italic', '***both***', '<p><em><strong>both</strong></em></p>'],
    ['has a horizontal rule', 'a\n\n***\n\nb', '<p>a</p><hr /><p>b</p>'],
    ['has no backslash before an escaped character', '\\# x', '<p># x</p>'],
    ['has line breaks', 'a  \nb\\\nc', '<p>a<br />b<br />c</p>'],
    ['has lists in lists', '- a\n  1. b\n- c', `<ul>${item('a')}${item(`<ol>${item('b')}</ol>`)}${item('c')}</ul>`],
    ['has parentheses in addresses', '[x](https://e.com/a_(b))', '<p><a href="https://e.com/a_(b)">x</a></p>'],
    [
      'has a link for an address in angle brackets',
      '<https://e.com>',
      '<p><a href="https://e.com">https://e.com</a></p>',
    ],
    ['has headings that are underlined', 'Title\n=====\n\nLess\n---', '<h1>Title</h1><h2>Less</h2>'],
    ['has code with its spaces and lines', '```\na  b\nc\n```', '<p><code>a  b</code><br /><code>c</code></p>'],
    ['has text that is struck out', '~~x~~', '<p><span style="text-decoration: line-through;">x</span></p>'],
    ['may contain HTML', 'H<sub>2</sub>O', '<p>H<sub>2</sub>O</p>'],
  ])('%s', (_, source, expected) => {
    expect(html(ofMarkdown(source))).toBe(expected);
  });

  test.each([
    ['a picture', 'One\n\nTwo ![oak](https://e.com/oak.jpg)', 'Line 3: Images'],
    ['a table', 'a\n\n| a | b |\n|---|---|\n| 1 | 2 |', 'Line 3: Tables'],
    ['a link that runs a script', '[x](javascript:alert(1))', 'Line 1: Only web'],
    ['quotations within quotations', `${'> '.repeat(60)}x`, 'nested deeper than 50'],
  ])('with %s is refused with the number of the line', (_, source, message) => {
    expect(() => ofMarkdown(source)).toThrow(message);
  });
});

/** Matches the images and videos in `editorSamples`. */
const MEDIA = /<img [^>]*src="[^"]*\.jpg"[^>]*>|<(?:oembed|video) [^>]*>[^<]*<\/(?:oembed|video)>/g;

describe('imported HTML', () => {
  test.each([
    ['neighbouring blocks', '<div>Hello</div><div>World</div>', '<p>Hello</p><p>World</p>'],
    ['a table', '<table><tr><td>Oak</td><td>£10</td></tr></table>', '<p>Oak £10</p>'],
    [
      'a list beside its item',
      '<ul><li>a<ul><li>b</ul>c</ul>',
      `<ul>${item('a')}${item(`<ul>${item('b')}</ul>`)}${item('c')}</ul>`,
    ],
    [
      'a list with checkboxes',
      '<ul><li><input type=checkbox checked>a<li><input type=checkbox>b</ul>',
      '<ul class="list-check"><li role="checkbox" aria-checked="true">a</li><li role="checkbox" aria-checked="false">b</li></ul>',
    ],
    [
      'a heading in a quotation',
      '<blockquote>a<h2>b</h2><p>c</blockquote>',
      '<blockquote>a</blockquote><h2>b</h2><blockquote>c</blockquote>',
    ],
    [
      'styles instead of elements',
      '<b style="font-weight:normal">a <span style="font-weight:700">b</span></b>',
      '<p>a <strong>b</strong></p>',
    ],
    [
      'a link over blocks',
      '<a href="/x"><div>a</div><div>b</div></a>',
      '<p><a href="/x">a</a></p><p><a href="/x">b</a></p>',
    ],
    ['a script as an address', '<a href="java\tscript:alert(1)">x</a>', '<p>x</p>'],
    ['an address with a space', '<a href=" https://e.com/a b ">x</a>', '<p><a href="https://e.com/a%20b">x</a></p>'],
    ['emoji as pictures', 'a <img alt="🙂" src="x"> b', '<p>a 🙂 b</p>'],
    [
      'emoji of several characters',
      '<img alt="👩‍👩‍👧"><img alt=" 👍🏽 " width="20" height="20"><img alt="❤️"><img alt="🇬🇧"><img alt="1️⃣">',
      '<p>👩‍👩‍👧👍🏽❤️🇬🇧1️⃣</p>',
    ],
    ['an invisible dot', '<p>a</p><img src="https://e.com/seen" width="1" height="1">', '<p>a</p>'],
    ['a hidden picture', 'a<img src="x" style="display:none">', '<p>a</p>'],
    ['a hidden preheader', '<div style="display:none !important">Only today</div><p>a</p>', '<p>a</p>'],
    [
      'what important declarations, comments and capitals hide and show',
      `<i style="DISPLAY : NONE!IMPORTANT">a</i><i style="display:none ! important;display:block">b</i><i style="display:/* c */none">c</i>
        <u style="text-decoration:none;display:inline !important;display:none">d</u><s style="color:red;/*display:none">e</s>`,
      '<p><span style="text-decoration: underline;">d</span><span style="text-decoration: line-through;">e</span></p>',
    ],
    ['important weights', '<span style="font-weight:700 !important">a</span>', '<p><strong>a</strong></p>'],
    ['a list that starts later', '<ol start=3><li>c</ol>', `<ol>${item('c')}</ol>`],
    [
      'lines that are blocks because of their style',
      '<span style="display:block">a</span><span style="display: flex">b</span><span style="display:inline-block">c</span>d',
      '<p>a</p><p>b</p><p>cd</p>',
    ],
    ['quotations in a line', 'a <q>b <q>c</q></q><q></q> d', '<p>a “b ‘c’” d</p>'],
    ['an empty list between lines', 'a<ul></ul>b', '<p>a</p><p>b</p>'],
  ])('with %s has the expected structure', (_, source, expected) => {
    expect(html(ofHtml(source))).toBe(expected);
  });

  test.each([
    ['a list', '<ol start="3"><li>c</li><li value="7">g</li><li>h</li><li value="9">i</li></ol>'],
    ['a list in a list', '<ul><li><ol start="3"><li>c</li><li value="7">g</li><li>h</li><li>i</li></ol></li></ul>'],
  ])('keeps the numbers of the items of %s', (_, source) => {
    const numbers: unknown[] = [];
    JSON.stringify(ofHtml(source), (_key, value) => {
      if (value?.listType === 'number')
        numbers.push([value.start, value.children.map((each: LexicalNode) => each.value)]);
      return value;
    });
    expect(numbers).toEqual([
      [3, [3]],
      [7, [7, 8, 9]],
    ]);
  });

  test.each([
    ['a picture', '<p>a</p>\n<p><img src="cid:1" alt="Our new showroom">b</p>', 'Line 2: Images'],
    [
      'a picture whose description begins with an emoji',
      '<img src="hall.jpg" alt="✨ Our new hall">',
      'Line 1: Images',
    ],
    ['a picture described by an emoji and a word', 'a\n<img src="hall.jpg" alt="🏠Showroom">', 'Line 2: Images'],
    ['a picture as wide as the page', '<img src="hall.jpg" alt="🏠" width="100%">', 'Line 1: Images'],
    ['a picture of a large styled size', '<img src="hall.jpg" alt="🏠" style="width:1200px">', 'Line 1: Images'],
    ['a picture described by several emoji', '<img src="hall.jpg" alt="🏠✨">', 'Line 1: Images'],
    [
      'a large picture described by an emoji',
      '<img src="hall.jpg" alt="🏠" width="1200" height="800">',
      'Line 1: Images',
    ],
    ['a picture described by a number', '<img src="hall.jpg" alt="1">', 'Line 1: Images'],
    ['a picture without a description', '<img src="a.jpg" alt="">', 'Line 1: Images'],
    ['a drawing', '\n\n<svg><path d="M0 0"/></svg>', 'Line 3: Images'],
    ['a video in a frame', '<iframe src="https://e.com/film"></iframe>', 'Line 1: Videos'],
    ['a video', 'a\n<video src="a.mp4"></video>', 'Line 2: Videos'],
    ['an embedded file', '<object data="a.pdf">a</object>', 'Line 1: Videos'],
    ['a list that counts down', '<p>a</p>\n<ol reversed><li>b</ol>', 'Line 2: Lists'],
  ])('with %s is refused with the number of the line', (_, source, message) => {
    expect(() => ofHtml(source)).toThrow(message);
  });

  test.each([
    ['in a line', 'a\n\nb <img src="x.jpg" alt="oak">', 'Line 3: Images'],
    ['in a block', 'a\n\n<div>\n<img src="x.jpg">\n</div>', 'Line 4: Images'],
    ['in a frame', 'a\n\n<iframe src="//e.com"></iframe>', 'Line 3: Videos'],
  ])('in Markdown with an image or video %s is refused with the number of the line', (_, source, message) => {
    expect(() => ofMarkdown(source)).toThrow(message);
  });

  test('that is nested too deeply is refused', () => {
    expect(() => ofHtml('<div>'.repeat(2000))).toThrow('nested deeper than 400');
  });

  test.each(editorSamples)('of $name has the text that a browser displays', ({ name, html }) => {
    const withoutMedia = html.replaceAll(MEDIA, '');
    if (withoutMedia !== html) expect(() => ofHtml(html)).toThrow(/^Line \d+: (?:Images|Videos)/);
    expect(words(ofHtml(withoutMedia))).toBe((shownPieces as Record<string, string>)[name]);
  });
});
