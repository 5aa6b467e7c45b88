import type { ChildProcess } from 'node:child_process';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { ROLES, type Role } from '../../src/access/roles.ts';
import { startWebProcess, type WebProcess } from '../integration/gateway/web-process.ts';
import { ensureAdminBuild } from './admin-build.ts';
import { type BrowserLook, newVisitor, openBrowser } from './browser.ts';
import { type Site, type SiteOptions, startSite } from './site.ts';
import { makeStaff, signInStaff } from './staff.ts';

export const staffEmail = (role: Role) => `${role}@browser.example.com`;

type AdminSite = Site & {
  /** Returns the base URL of the site, which is known only after the site has started. */
  base: () => string;
  /** Returns the server process. */
  server: () => ChildProcess;
  /** Opens a page without signing in, with cookies of its own, until the test has ended. */
  visit: (look?: BrowserLook) => Promise<Page>;
  /**
   * Opens a page signed in as a member of staff with this role, until the test has ended. All pages of a role with the same look
   * share their cookies and stored values, so that the browser loads and compiles the scripts of the admin UI once per test file.
   */
  signIn: (role: Role, look?: BrowserLook) => Promise<Page>;
};

/**
 * Starts the admin UI as in production, one member of staff per role, and a browser. Call it once per test file. `ofServer` adds
 * variables to the environment of the server process only.
 */
export async function startAdminSite(
  overrides: Record<string, string> = {},
  ofServer: Record<string, string> = {},
  options: SiteOptions = {},
): Promise<AdminSite> {
  const site = await startSite(overrides, options);
  let browser: Browser;
  let web: WebProcess;
  const violations: string[] = [];
  const staff = new Map<Role, string>();

  beforeAll(async () => {
    for (const role of ROLES) {
      staff.set(role, await makeStaff(site.payload, { email: staffEmail(role), name: role, role }));
    }
    await ensureAdminBuild(site.environment);
    const production = { ...site.environment, ...ofServer, NODE_ENV: 'production', WEB_ROLES: 'api,admin' };
    [browser, web] = await Promise.all([openBrowser(), startWebProcess(production)]);
  });

  afterAll(async () => {
    await browser?.close();
    await web?.stop();
    if (violations.length > 0)
      throw new Error(`A page violated its Content Security Policy:\n${violations.join('\n')}`);
    // If a part of a page fails on the server, the page may be blank and still have status 200. So check the server's log.
    const failures =
      web
        ?.log()
        .split('\n')
        .filter((line) => line.includes('⨯')) ?? [];
    if (failures.length > 0) throw new Error(`The admin UI failed on the server:\n${web.log()}`);
  });

  const openContext = async (look?: BrowserLook) => {
    const context = await newVisitor(browser, web.base, look);
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy'))
        violations.push(`${message.page()?.url()}: ${message.text()}`);
    });
    return context;
  };
  const openSession = async (role: Role, look?: BrowserLook) => {
    const context = await openContext(look);
    const name = `${site.payload.config.cookiePrefix}-token`;
    const value = await signInStaff(site.payload, String(staff.get(role)));
    await context.addCookies([{ name, value, url: web.base, httpOnly: true, sameSite: 'Lax' }]);
    return context;
  };

  const sessions = new Map<string, BrowserContext>();
  const closeables: { close: () => Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.allSettled(closeables.splice(0).map((closeable) => closeable.close()));
  });
  return {
    ...site,
    base: () => web.base,
    server: () => web.process,
    visit: async (look) => {
      const context = await openContext(look);
      closeables.push(context);
      return context.newPage();
    },
    signIn: async (role, look) => {
      const key = JSON.stringify([role, look]);
      const session = sessions.get(key) ?? (await openSession(role, look));
      sessions.set(key, session);
      const page = await session.newPage();
      closeables.push(page);
      return page;
    },
  };
}
