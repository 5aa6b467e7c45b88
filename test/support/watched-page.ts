import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Page, Request } from 'playwright-core';

/** The error of a request that the page cancels because it no longer needs the response. */
const CANCELLED = 'net::ERR_ABORTED';

export type WatchedPage = {
  page: Page;
  /** Returns the errors since the last call: console errors, exceptions, and failed or refused requests. */
  takeErrors: () => string[];
  /** Resolves when React has hydrated the page and none of the page's requests is pending. */
  waitUntilSettled: () => Promise<void>;
};

const POLL_MS = 40;
const TIMEOUT_MS = 60_000;

/** Opens a tab that records its errors and pending requests. */
export async function openWatchedPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const pending = new Set<Request>();
  let errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => errors.push(`exception: ${error.message}`));
  page.on('request', (request) => pending.add(request));
  page.on('requestfinished', (request) => pending.delete(request));
  page.on('requestfailed', (request) => {
    pending.delete(request);
    const reason = request.failure()?.errorText;
    if (reason !== CANCELLED) errors.push(`${request.method()} ${request.url()}: ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) errors.push(`${response.request().method()} ${response.url()}: ${response.status()}`);
  });

  const waitUntilSettled = async () => {
    await page.waitForFunction(isHydrated, undefined, { polling: POLL_MS });
    const deadline = Date.now() + TIMEOUT_MS;
    for (let idlePolls = 0; idlePolls < 2; idlePolls = pending.size === 0 ? idlePolls + 1 : 0) {
      if (Date.now() > deadline) throw new Error(`Still pending: ${[...pending].map((request) => request.url())}`);
      await pause(POLL_MS);
    }
  };
  const takeErrors = () => {
    const taken = errors;
    errors = [];
    return taken;
  };
  return { page, takeErrors, waitUntilSettled };
}

/** Whether React has hydrated the page. Runs in the page: React adds properties of its own to hydrated elements. */
function isHydrated(): boolean {
  const template = document.querySelector('.template-default, .template-minimal');
  return template !== null && Object.keys(template).some((key) => key.startsWith('__reactProps'));
}
