import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Role } from '../../src/access/roles.ts';
import { type Look, newVisitor } from '../support/browser.ts';
import { compressed } from './compressed.ts';
import { type Box, framed } from './framed.ts';

const FOLDER = join('docs', 'images');

/** Milliseconds: other work may go on beside it. */
const PATIENCE = 120_000;

/** What is nearer to the edge of the screen than so many pixels is brought to its middle. */
const EDGE = 60;

type Shot = {
  /** What a reader is to press or to look at. */
  mark?: Locator;
};

export type Studio = {
  /** The page of somebody who is not signed in. */
  visitor: (look?: Look) => Promise<Page>;
  /** The page of the demo's member of staff of that role. */
  staff: (role: Role, look?: Look) => Promise<Page>;
  /** Keeps what a page shows as docs/images/<name>.png. */
  keep: (page: Page, name: string, shot?: Shot) => Promise<void>;
};

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

type Site = { browser: Browser; url: string; password: string };

/** Where the pictures are taken. */
export function openStudio({ browser, url, password }: Site): Studio {
  const open = async (look?: Look) => {
    const context = await newVisitor(browser, url, look);
    context.setDefaultTimeout(PATIENCE);
    return context;
  };
  const visitor = async (look?: Look) => (await open(look)).newPage();
  // Signing in is limited by the minute, so each role does it once.
  const sessions = new Map<Role, Promise<Cookies>>();
  const signIn = async (role: Role) => {
    const context = await open();
    const data = { email: `${role}@lomashwood.local`, password };
    const login = await context.request.post('/api/users/login', { data });
    if (!login.ok()) throw new Error(`Signing in as ${role} answered ${login.status()}.`);
    return context.cookies();
  };
  const staff = async (role: Role, look?: Look) => {
    const session = sessions.get(role) ?? signIn(role);
    sessions.set(role, session);
    const context = await open(look);
    await context.addCookies(await session);
    const page = await context.newPage();
    // What a form with something unsaved asks when it is left.
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

/** Runs in the page: fonts are there, and pictures as far down as the screen goes. */
async function settled(): Promise<void> {
  const pictures = [...document.images].filter((one) => one.getBoundingClientRect().top < window.innerHeight);
  await Promise.all([document.fonts.ready, ...pictures.map((one) => one.decode().catch(() => undefined))]);
}

/** Where it is on the screen, after it was brought there. */
async function boxInView(mark: Locator): Promise<Box> {
  const { height = 0 } = mark.page().viewportSize() ?? {};
  const before = await mark.boundingBox();
  if (!before || before.y < EDGE || before.y + before.height > height - EDGE) {
    await mark.evaluate((one) => one.scrollIntoView({ block: 'center' }));
  }
  const box = await mark.boundingBox();
  if (!box) throw new Error('What is to be marked cannot be seen.');
  return box;
}
