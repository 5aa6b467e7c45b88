import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { Express, RequestHandler } from 'express';
import { contentType } from 'mime-types';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { cacheForms } from '../lib/compress.ts';
import { toEtag } from '../lib/http.ts';
import { PROBLEMS } from '../lib/problem.ts';
import { createOpenApiDocument } from './create-openapi-document.ts';
import type { Outgoing } from './exchange.ts';
import { mountReadOnly, nameRoute } from './middlewares.ts';
import { sendOutgoing } from './node-adapter.ts';
import { toConditionalReply } from './replies.ts';

/**
 * Serves content that does not change while this process runs. The first request creates the content; the process then keeps the
 * content and its compressed forms in memory.
 * @param extension the file extension with the dot, which determines the media type
 */
export function serveConstantContent(
  extension: string,
  cacheControl: string,
  createContent: () => string | Buffer | Promise<Buffer>,
): RequestHandler {
  let answer: Promise<Outgoing> | undefined;
  return async (req, res) => {
    answer ??= createAnswer(extension, cacheControl, createContent).catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    await sendOutgoing(req, res, toConditionalReply(req.headers['if-none-match'], await answer));
  };
}

async function createAnswer(
  extension: string,
  cacheControl: string,
  createContent: () => string | Buffer | Promise<Buffer>,
) {
  const body = Buffer.from(await createContent());
  cacheForms(body);
  const headers = {
    'Content-Type': contentType(extension) || 'application/octet-stream',
    ETag: toEtag(createHash('sha256').update(body)),
    'Cache-Control': cacheControl,
  };
  return { status: 200, headers, body };
}

const SWAGGER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE = `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lomash Wood API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="stylesheet" href="/docs/look.css">
<link rel="icon" href="/docs/assets/favicon-32x32.png">
</head>
<body>
<div id="docs"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>`;

const START_SCRIPT = `const night = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', night.matches);
dress();
night.addEventListener('change', dress);
SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });`;

/** The style sheet of `/docs` and `/docs/problems`. Swagger UI has its own colours for its elements, and its own dark mode. */
const LOOK = `:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  body { background: #1c2022; color: #e4e6e6; }
  a { color: #7fc2a2; }
}`;

const MINUTE = 'public, max-age=60';
const DAY = 'public, max-age=86400';

/** Serves the OpenAPI document, Swagger UI to display it, and the list of problem codes. All files come from this server. */
export function mountDocs(app: Express, endpoints: readonly Endpoint[], publicUrl: string): void {
  const document = () => JSON.stringify(createOpenApiDocument(endpoints, publicUrl));
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  app.use('/openapi.json', nameRoute('/openapi.json'));
  mountReadOnly(app, '/openapi.json', serveConstantContent('.json', MINUTE, document));
  app.use('/docs', nameRoute('/docs'));
  mountReadOnly(
    app,
    '/docs',
    serveConstantContent('.html', MINUTE, () => PAGE),
  );
  mountReadOnly(
    app,
    '/docs/start.js',
    serveConstantContent('.js', MINUTE, () => START_SCRIPT),
  );
  mountReadOnly(
    app,
    '/docs/look.css',
    serveConstantContent('.css', MINUTE, () => LOOK),
  );
  mountReadOnly(
    app,
    '/docs/problems',
    serveConstantContent('.html', MINUTE, () => PROBLEM_PAGE),
  );
  for (const file of SWAGGER_FILES) {
    mountReadOnly(
      app,
      `/docs/assets/${file}`,
      serveConstantContent(extname(file), DAY, () => readFile(join(assets, file))),
    );
  }
}

const problemRows = Object.entries(PROBLEMS).map(
  ([code, [status, title]]) => `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
);

const PROBLEM_PAGE = `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>Problems – Lomash Wood API</title>
<link rel="stylesheet" href="/docs/look.css">
</head>
<body>
<h1>Problems</h1>
<p>Every error is a problem document (RFC 9457) with one of these codes.</p>
<table>
<tr><th>code</th><th>status</th><th>title</th></tr>
${problemRows.join('\n')}
</table>
</body>
</html>`;
