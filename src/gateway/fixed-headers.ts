import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';

/** Header names and values in turn, as `writeHead` takes them. */
export type HeaderList = readonly string[];

/** What `handler` sets on the answer to a GET with the `sent` headers: for middlewares that look at nothing else. */
export function fixedHeaders(handler: RequestHandler, sent: Record<string, string> = {}): HeaderList {
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', headers: sent });
  const response = new ServerResponse(request);
  handler(request as Parameters<RequestHandler>[0], response as Parameters<RequestHandler>[1], () => {});
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)]);
}

/** Sets each of `headers`. */
export function setHeaders(response: ServerResponse, headers: HeaderList): void {
  for (let at = 0; at < headers.length; at += 2) response.setHeader(headers[at] as string, headers[at + 1] as string);
}
