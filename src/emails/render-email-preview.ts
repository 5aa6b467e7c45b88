import { escapeHtml } from '../lib/escape-html.ts';
import { type MessageName, messages, renderEmail } from './messages.ts';

export interface PreviewReply {
  contentType: string;
  body: string;
}

const names = Object.keys(messages) as MessageName[];

const styleSheet = `
body { background: #efece7; color: #2b2520; font: 15px/1.5 system-ui, sans-serif; margin: 0; padding: 24px; }
a { color: #7a5c36; } h1 { font-size: 20px; margin: 0 0 16px; } h2 { font-size: 15px; margin: 0 0 8px; }
nav a { display: inline-block; margin: 0 16px 8px 0; } nav a[aria-current] { color: inherit; font-weight: bold; }
.subject { background: #fff; border-radius: 4px; margin: 16px 0; padding: 10px 14px; }
.widths { align-items: flex-start; display: flex; flex-wrap: wrap; gap: 24px; }
iframe, pre { background: #fff; border: 1px solid #d6cfc4; border-radius: 4px; box-sizing: border-box; }
iframe { height: 900px; } pre { margin: 0; max-width: 640px; overflow: auto; padding: 16px; white-space: pre-wrap; }
`;

const renderPage = (title: string, content: string) =>
  `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${styleSheet}</style></head><body>${content}</body></html>`;

const renderNavigation = (base: string, current?: MessageName) =>
  `<nav>${names
    .map((name) => `<a href="${base}/${name}"${name === current ? ' aria-current="page"' : ''}>${name}</a>`)
    .join('')}</nav>`;

const renderSample = <Name extends MessageName>(name: Name) => renderEmail(name, messages[name].sample);

async function renderMessagePage(base: string, name: MessageName): Promise<string> {
  const { subject, text } = await renderSample(name);
  const frame = (title: string, width: number) =>
    `<section><h2>${title}, ${width} px</h2><iframe sandbox title="${title}" src="${base}/${name}/html" width="${width}"></iframe></section>`;
  return renderPage(
    name,
    `<h1>${name}</h1>${renderNavigation(base, name)}<p class="subject"><strong>Subject</strong> ${escapeHtml(subject)}</p>` +
      `<div class="widths">${frame('Desktop', 640)}${frame('Phone', 360)}<section><h2>Text</h2><pre>${escapeHtml(text)}</pre></section></div>`,
  );
}

/**
 * Renders a page of a small site that shows every message with its sample values, as HTML at two widths and as text;
 * nothing is cached.
 * @param path path below `base`: `/`, `/<name>`, `/<name>/html` or `/<name>/text`
 * @param base where the site is mounted, without a trailing slash
 * @returns null when there is no such page
 */
export async function renderEmailPreview(path: string, base = ''): Promise<PreviewReply | null> {
  const [first = '', part, ...rest] = path.split('/').slice(1);
  const html = (body: string): PreviewReply => ({ contentType: 'text/html; charset=utf-8', body });
  if (first === '' && part === undefined)
    return html(renderPage('E-mails', `<h1>E-mails</h1>${renderNavigation(base)}`));
  const name = names.find((candidate) => candidate === first);
  if (name === undefined || rest.length > 0) return null;
  if (part === undefined) return html(await renderMessagePage(base, name));
  if (part === 'html') return html((await renderSample(name)).html);
  if (part === 'text') return { contentType: 'text/plain; charset=utf-8', body: (await renderSample(name)).text };
  return null;
}
