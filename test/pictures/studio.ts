import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Role } from '../../src/access/roles.ts';
import { type BrowserLook, newVisitor } from '../support/browser.ts';
import { compressed } from './compressed.ts';
import { type Box, framed } from './framed.ts';

const FOLDER = join('docs', 'images');

/** Timeout in milliseconds, long enough for a busy machine. */
const PATIENCE = 120_000;

/** Distance in pixels: an element closer than this to the edge of the screen is scrolled to the centre. */
const EDGE = 60;

type Shot = {
  /** The element to highlight with a frame. */
  mark?: Locator;
};

export type Studio = {
  /** Opens a page without signing in. */
  visitor: (look?: BrowserLook) => Promise<Page>;
  /** Opens a page signed in as the demo's member of staff with this role. */
  staff: (role: Role, look?: BrowserLook) => Promise<Page>;
  /** Saves a screenshot of the page as docs/images/<name>.png. */
  keep: (page: Page, name: string, shot?: Shot) => Promise<void>;
};

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

type Site = { browser: Browser; url: string; password: string };

/** Returns functions that open pages of a site and take pictures of them. */
export function openStudio({ browser, url, password }: Site): Studio {
  const open = async (look?: BrowserLook) => {
    const context = await newVisitor(browser, url, look);
    context.setDefaultTimeout(PATIENCE);
    return context;
  };
  const visitor = async (look?: BrowserLook) => (await open(look)).newPage();
  // Sign-ins are rate-limited, so each role signs in only once.
  const sessions = new Map<Role, Promise<Cookies>>();
  const signIn = async (role: Role) => {
    const context = await open();
    const data = { email: `${role}@lomashwood.local`, password };
    const login = await context.request.post('/api/users/login', { data });
    if (!login.ok()) throw new Error(`Signing in as ${role} failed with status ${login.status()}.`);
    return context.cookies();
  };
  const staff = async (role: Role, look?: BrowserLook) => {
    const session = sessions.get(role) ?? signIn(role);
    sessions.set(role, session);
    const context = await open(look);
    await context.addCookies(await session);
    const page = await context.newPage();
    // Confirm the browser's dialog about unsaved changes.
    page.on('dialog', (dialog) => dialog.accept());
    return page;
  };
  return { visitor, staff, keep };
}

async function keep(page: Page, name: string, { mark }: Shot = {}): Promise<void> {
  const box = mark && (await boxInView(mark));
  await page.evaluate(settled);
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const file = join(FOLDER, `${name}.png`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await compressed(box ? await framed(png, box) : png));
}

/** Runs in the page: waits for the fonts, and for the pictures above the lower edge of the screen. */
async function settled(): Promise<void> {
  const pictures = [...document.images].filter((picture) => picture.getBoundingClientRect().top < window.innerHeight);
  await Promise.all([document.fonts.ready, ...pictures.map((picture) => picture.decode().catch(() => undefined))]);
}

/** Scrolls to an element and returns its position on the screen. */
async function boxInView(mark: Locator): Promise<Box> {
  const { height = 0 } = mark.page().viewportSize() ?? {};
  const before = await mark.boundingBox();
  if (!before || before.y < EDGE || before.y + before.height > height - EDGE) {
    await mark.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  }
  const box = await mark.boundingBox();
  if (!box) throw new Error('The element to highlight is not visible.');
  return box;
}
