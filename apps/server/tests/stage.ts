import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { buildWeb } from './buildWeb.ts';
import { openBrowser } from './openBrowser.ts';
import { type ParticipantServer, participantServer, type ParticipantServerOptions } from './participantServer.ts';
import { PATIENCE_MS, visit, watchPage } from './watchPage.ts';

export const PASSWORD = 'a sentence that is easy to keep';

/** A browser and a server that people can take part in. */
export interface Stage {
  /** The reason why there is none, where there is none: then there is no server either. */
  readonly browser: Browser | string;
  readonly server: ParticipantServer;
  /** Checks that nothing failed on our side, and leaves nothing behind. */
  close(): Promise<void>;
}

export async function openStage(options: ParticipantServerOptions = {}): Promise<Stage> {
  const web = await mkdtemp(join(tmpdir(), 'robata-participant-pages-'));
  const browser = await openBrowser();
  const removeWeb = (): Promise<void> => rm(web, { recursive: true });
  if (typeof browser === 'string') return { browser, server: null as never, close: removeWeb };
  const server = await serverOf(web, options).catch(async (error: unknown) => {
    await browser.close();
    await removeWeb();
    throw error;
  });
  return {
    browser,
    server,
    async close() {
      await browser.close();
      await server.close();
      await removeWeb();
      assert.deepEqual(server.failures, [], 'nothing failed on our side');
    },
  };
}

async function serverOf(web: string, options: ParticipantServerOptions): Promise<ParticipantServer> {
  await buildWeb(web);
  return participantServer(web, options);
}

export interface Visit {
  readonly page: Page;
  readonly at: (path: string) => Promise<void>;
  /** Refusals that the test brought about: there have to be some, by status and address, and they are faults no longer. */
  readonly refused: (pattern: RegExp) => void;
}

/** Runs `use` as a new visitor of the server, who must cause no fault; skips the test where there is no browser. */
export async function asVisitor(
  { browser, server }: Stage,
  context: TestContext,
  use: (visit: Visit) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  if (typeof browser === 'string') return context.skip(browser);
  const session = await browser.newContext({ acceptDownloads: true, ...options });
  session.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await session.newPage();
    const { faults } = watchPage(page, server.origin);
    const refused = (pattern: RegExp): void => {
      const known = faults.splice(0).filter((fault) => !fault.startsWith('console: Failed to load resource'));
      assert.ok(known.length > 0, 'something was refused');
      assert.deepEqual(
        known.filter((fault) => !pattern.test(fault)),
        [],
      );
    };
    await use({ page, at: (path) => visit(page, `${server.origin}${path}`), refused });
    assert.deepEqual(faults, []);
  } finally {
    await session.close();
  }
}

export const field = (page: Page | Locator, name: string): Locator => page.getByLabel(name, { exact: true });
export const press = (page: Page | Locator, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click();

/** Presses one of a few choices and waits until the page shows it: its address changes first, and forms are those of the choice before for a moment. */
export async function choose(page: Page | Locator, name: string | RegExp): Promise<void> {
  await press(page, name);
  await page.getByRole('button', { name, pressed: true }).first().waitFor();
}

export async function signUp({ page, at }: Pick<Visit, 'page' | 'at'>, username: string): Promise<void> {
  await at('/sign-up');
  await field(page, 'Username').fill(username);
  await field(page, 'E-mail address').fill(`${username}@example.org`);
  await field(page, 'Password').fill(PASSWORD);
  await press(page, 'Sign up');
  await page.getByRole('heading', { name: 'Models', exact: true }).waitFor();
}

export async function signIn(
  { page, at }: Pick<Visit, 'page' | 'at'>,
  username: string,
  password = PASSWORD,
): Promise<void> {
  await at('/sign-in');
  await field(page, 'E-mail address').fill(`${username}@example.org`);
  await field(page, 'Password').fill(password);
  await press(page, /^Sign in$/);
}

/** On the page of one's models. */
export async function makeModel(page: Page, name: string): Promise<void> {
  await field(page, 'Name').fill(name);
  await press(page, 'Make the model');
  await page.getByRole('heading', { name }).waitFor();
}

export const csvOf = (ids: readonly string[], seed = 0): string =>
  `id,prediction\n${ids.map((id, at) => `${id},${(((at + 1) * 7919 + seed) % 9973) / 9973}`).join('\n')}\n`;

export const fileOf = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

/** With ROBATA_SCREENSHOTS=FOLDER. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const pictures = process.env['ROBATA_SCREENSHOTS'];
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
