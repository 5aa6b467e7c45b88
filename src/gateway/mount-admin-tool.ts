import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { Payload } from 'payload';
import { isProblem } from '../lib/problem.ts';
import { authorise, readCredentials } from './authenticate.ts';
import { nameRoute, refuseUnknownPath } from './middlewares.ts';

/** A page for admins that is not part of Payload's admin UI. */
export type AdminTool = {
  path: string;
  handler: RequestHandler;
  /** Called before each request. @throws Problem if the tool is not available */
  ready: () => Promise<void>;
};

/** Serves `tool` to admins only. They authenticate by bearer token, or by cookie if the request comes from this site. */
export function mountAdminTool(app: Express, payload: Payload, { path, handler, ready }: AdminTool): void {
  const guard = async (req: Request, res: Response, next: NextFunction) => {
    res.set('Cache-Control', 'no-store');
    const caller = await authorise(payload, ['admin'], readCredentials({ header: (name) => req.get(name) })).catch(
      (error: unknown) => {
        if (!isAnonymousPageRequest(req, error)) throw error;
        res.redirect(`${payload.config.routes.admin}/login?redirect=${encodeURIComponent(path)}`);
      },
    );
    if (caller?.kind !== 'staff') return;
    if (req.method !== 'GET') {
      payload.logger.info(
        { userId: caller.userId, method: req.method, path: req.originalUrl },
        'An admin sent a write request to an admin tool.',
      );
    }
    await ready();
    next();
  };
  app.use(path, nameRoute(path), guard, handler, refuseUnknownPath);
}

/** Whether a browser that is not signed in requests a page. The browser is redirected to the login page; programs get the 401. */
const isAnonymousPageRequest = (req: Request, error: unknown): boolean =>
  isProblem(error) && error.status === 401 && req.method === 'GET' && req.accepts(['json', 'html']) === 'html';
