import type { ChildProcess } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { ROLES, type Role } from '../../src/access/roles.ts';
import { startWeb, type WebProcess } from '../integration/gateway/web-process.ts';
import { ensureAdminBuild } from './admin-build.ts';
import { type Look, newVisitor, openBrowser } from './browser.ts';
import { type Site, startSite } from './site.ts';

export const STAFF_PASSWORD = 'a password of the staff';
export const staffEmail = (role: Role) => `${role}@browser.example.com`;

type AdminSite = Site & {
  /** Where it is served, once the tests of the file have begun. */
  base: () => string;
  /** The process that serves it. */
  server: () => ChildProcess;
  /** A page of somebody who is not signed in. */
  visit: (look?: Look) => Promise<Page>;
  /** A page of a member of staff of that role. */
  signIn: (role: Role, look?: Look) => Promise<Page>;
};

/** The admin UI as production serves it, with one member of staff of each role, and a browser; call it once a test file. `ofServer`
 * is of the environment of what serves it alone. */
export async function startAdminSite(
  overrides: Record<string, string> = {},
  ofServer: Record<string, string> = {},
): Promise<AdminSite> {
  const site = await startSite(overrides);
  let browser: Browser;
  let web: WebProcess;

  beforeAll(async () => {
    for (const role of ROLES) {
      const data = { email: staffEmail(role), password: STAFF_PASSWORD, name: role, role };
      await site.payload.create({ collection: 'users', data });
    }
    await ensureAdminBuild(site.environment);
    const production = { ...site.environment, ...ofServer, NODE_ENV: 'production', WEB_ROLES: 'api,admin' };
    [browser, web] = await Promise.all([openBrowser(), startWeb(production)]);
  });

  afterAll(async () => {
    await browser?.close();
    await web?.stop();
    // A part of a page that fails on the server may leave the page with status 200, and nothing to be seen of it.
    const failures =
      web
        ?.log()
        .split('\n')
        .filter((line) => line.includes('⨯')) ?? [];
    if (failures.length > 0) throw new Error(`The admin UI failed on the server:\n${web.log()}`);
  });

  const open = async (look?: Look) => newVisitor(browser, web.base, look);
  return {
    ...site,
    base: () => web.base,
    server: () => web.process,
    visit: async (look) => (await open(look)).newPage(),
    signIn: async (role, look) => {
      const visitor = await open(look);
      const data = { email: staffEmail(role), password: STAFF_PASSWORD };
      const login = await visitor.request.post('/api/users/login', { data });
      if (!login.ok()) throw new Error(`Signing in as ${role} answered ${login.status()}.`);
      return visitor.newPage();
    },
  };
}
