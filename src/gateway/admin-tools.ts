import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { Payload } from 'payload';
import { isProblem } from '../problem.ts';
import { authorise } from './authorise.ts';
import { notFound } from './last-resort.ts';
import { namedRoute } from './named-route.ts';
import { credentialsOf } from './node-request.ts';

/** A page for admins that is no part of Payload's admin UI. */
export type AdminTool = {
  path: string;
  handler: RequestHandler;
  /** Called before each request. @throws Problem when it cannot answer now */
  ready: () => Promise<void>;
};

/** Serves `tool` to admins alone: by their bearer token, or by their cookie when it is this site that asks. */
export function mountAdminTool(app: Express, payload: Payload, { path, handler, ready }: AdminTool): void {
  const guard = async (req: Request, res: Response, next: NextFunction) => {
    res.set('Cache-Control', 'no-store');
    const caller = await authorise(payload, ['admin'], credentialsOf(req)).catch((error: unknown) => {
      if (!isPageOfNobody(req, error)) throw error;
      res.redirect(`${payload.config.routes.admin}/login?redirect=${encodeURIComponent(path)}`);
    });
    if (caller?.kind !== 'staff') return;
    if (req.method !== 'GET') {
      payload.logger.info({ userId: caller.userId, method: req.method, path: req.originalUrl }, 'An admin acts.');
    }
    await ready();
    next();
  };
  app.use(path, namedRoute(path), guard, handler, notFound);
}

/** Who is not signed in and opens a page is sent to where that is done; programs are told. */
const isPageOfNobody = (req: Request, error: unknown): boolean =>
  isProblem(error) && error.status === 401 && req.method === 'GET' && req.accepts(['json', 'html']) === 'html';
