import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Express, Request, Response } from 'express';
import { PROBLEMS } from '../problem.ts';
import type { Endpoint } from './endpoint.ts';
import { namedRoute } from './named-route.ts';
import { openApiDocument } from './openapi.ts';

const SWAGGER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE = `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lomash Wood API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" href="/docs/assets/favicon-32x32.png">
</head>
<body>
<div id="docs"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });`;

/** The OpenAPI document, a page to read it on, and the list of problem codes; all served from here, with no CDN. */
export function mountDocs(app: Express, endpoints: readonly Endpoint[], publicUrl: string): void {
  let document: { json: string; etag: string } | undefined;
  app.get('/openapi.json', namedRoute('/openapi.json'), (req: Request, res: Response) => {
    document ??= rendered(endpoints, publicUrl);
    res.set({ ETag: document.etag, 'Cache-Control': 'public, max-age=60' }).type('json');
    if (req.fresh) res.status(304).end();
    else res.end(document.json);
  });
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  app.use('/docs', namedRoute('/docs'));
  app.get('/docs', (_req: Request, res: Response) => res.type('html').send(PAGE));
  app.get('/docs/start.js', (_req: Request, res: Response) => res.type('js').send(START));
  app.get('/docs/problems', (_req: Request, res: Response) => res.type('html').send(PROBLEM_PAGE));
  for (const file of SWAGGER_FILES) {
    app.get(`/docs/assets/${file}`, (_req: Request, res: Response) => {
      res.sendFile(file, { root: assets, maxAge: '1d' });
    });
  }
}

function rendered(endpoints: readonly Endpoint[], publicUrl: string) {
  const json = JSON.stringify(openApiDocument(endpoints, publicUrl));
  return { json, etag: `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"` };
}

const problemRows = Object.entries(PROBLEMS).map(
  ([code, [status, title]]) => `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
);

const PROBLEM_PAGE = `<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>Problems – Lomash Wood API</title></head>
<body>
<h1>Problems</h1>
<p>Every error is a problem document (RFC 9457) with one of these codes.</p>
<table>
<tr><th>code</th><th>status</th><th>title</th></tr>
${problemRows.join('\n')}
</table>
</body>
</html>`;
