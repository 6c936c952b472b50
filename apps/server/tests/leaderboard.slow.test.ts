import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createServer } from '../src/createServer.ts';
import { buildWeb } from './buildWeb.ts';
import { longBoard } from './longBoard.ts';
import { openBrowser } from './openBrowser.ts';
import { META_MODEL, syntheticSeason } from './syntheticSeason.ts';
import { assertNoSidewaysScroll, visit, watchPage } from './watchPage.ts';

const LONG = 10_000;
let web: string;
let browser: Browser | string;
let origin: string;
let longOrigin: string;
const open: FastifyInstance[] = [];

before(async () => {
  web = await mkdtemp(join(tmpdir(), 'robata-leaderboard-'));
  browser = await openBrowser();
  if (typeof browser === 'string') return;
  await buildWeb(web);
  const serve = async ({ storage, blobs }: Awaited<ReturnType<typeof longBoard>>): Promise<string> => {
    const app = await createServer({ reader: storage, blobs, webFolder: web, isReady: () => true });
    open.push(app);
    return app.listen({ host: '127.0.0.1', port: 0 });
  };
  origin = await serve(await syntheticSeason({ rounds: 60 }));
  longOrigin = await serve(await longBoard(LONG));
});

after(async () => {
  if (typeof browser !== 'string') await browser.close();
  await Promise.all(open.map((app) => app.close()));
  await rm(web, { recursive: true });
});

async function withPage(
  context: TestContext,
  at: () => string,
  use: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  if (typeof browser === 'string') return context.skip(browser);
  const session = await browser.newContext({
    acceptDownloads: true,
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  session.setDefaultTimeout(15_000);
  try {
    const page = await session.newPage();
    const { faults } = watchPage(page, at());
    await use(page);
    // A file that is saved is asked for under an address of the page's own.
    assert.deepEqual(
      faults.filter((fault) => !fault.startsWith('asked elsewhere: blob:')),
      [],
    );
  } finally {
    await session.close();
  }
}

async function keepPicture(page: Page, name: string): Promise<void> {
  const pictures = process.env['ROBATA_SCREENSHOTS'];
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

const headers = async (page: Page): Promise<string[]> =>
  (await page.locator('thead th').allInnerTexts()).map((text) => text.replace(/[↓↑]/, '').trim());

test('the columns that are chosen stand in the address and survive a reload', (context) =>
  withPage(
    context,
    () => origin,
    async (page) => {
      await visit(page, `${origin}/leaderboard`);
      const before = await headers(page);
      assert.ok(before.includes('3 months') && before.includes('1 year') && before.includes('1 day'));
      assert.ok(!before.includes('Rounds'));
      assert.equal(await page.getByRole('checkbox').count(), 0, 'the choice opens when it is asked for');
      await page.getByRole('button', { name: 'Columns' }).click();
      await keepPicture(page, 'leaderboard-columns');
      await page.getByRole('checkbox', { name: 'Rounds' }).check();
      await page.getByRole('checkbox', { name: 'MMC' }).uncheck();
      await page.waitForFunction(() => location.search.includes('columns='));
      await page.keyboard.press('Escape');
      await page.reload();
      await page.locator('tbody tr').first().waitFor();
      const now = await headers(page);
      assert.ok(now.includes('Rounds') && !now.includes('MMC'));
      await visit(page, `${origin}/leaderboard?columns=tc,nonsense`);
      assert.deepEqual(await headers(page), ['#', 'Model', 'TC ± s.e.']);
    },
  ));

test('a filter compares numbers, and what it finds is saved as CSV in the order shown', (context) =>
  withPage(
    context,
    () => origin,
    async (page) => {
      await visit(page, `${origin}/leaderboard?sort=-stake`);
      await page.getByRole('searchbox').fill('stake>=4000 tc>0');
      await page.waitForFunction(() => location.search.includes('filter='));
      const shown = await page.locator('tbody th a').allTextContents();
      assert.ok(shown.length > 2 && shown.length < 20);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save as CSV' }).click(),
      ]);
      const [head = '', ...lines] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
      const at = (name: string) => head.split(',').indexOf(name);
      assert.deepEqual(
        lines.map((line) => line.split(',')[at('model')]),
        shown,
      );
      assert.ok(lines.every((line) => Number(line.split(',')[at('stake')]) >= 4000));
      assert.ok(lines.every((line) => Number(line.split(',')[at('tc')]) > 0));
      assert.ok(lines.some((line) => line.split(',')[at('returnYear')] !== ''));
    },
  ));

test('accounts stand with all their models, and the address says so', (context) =>
  withPage(
    context,
    () => longOrigin,
    async (page) => {
      await visit(page, `${longOrigin}/leaderboard`);
      await page.getByRole('button', { name: 'Accounts' }).click();
      await page.waitForFunction(() => location.search.includes('by=accounts'));
      await page.getByText('2,000 rows').waitFor();
      assert.deepEqual((await headers(page)).slice(0, 3), ['#', 'Account', 'Models']);
      assert.equal(await page.locator('tbody tr').first().locator('td').nth(1).textContent(), '5');
    },
  ));

for (const [screen, viewport] of [
  ['wide', { width: 1280, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const) {
  test(`ten thousand rows scroll without a blank frame on a ${screen} screen, and every one can be come to`, (context) =>
    withPage(
      context,
      () => longOrigin,
      async (page) => {
        await visit(page, `${longOrigin}/leaderboard`);
        await page.getByText('10,000 rows').waitFor();
        await assertNoSidewaysScroll(page, `long leaderboard (${screen})`);
        const frame = page.locator('.long-frame');
        assert.equal(await page.locator('table').getAttribute('aria-rowcount'), String(LONG + 1));
        // As a wheel turns: 40 times three quarters of a screen, each looked at in the very next frame.
        const seen = await frame.evaluate(async (element) => {
          const frames: { readonly isBlank: boolean; readonly rows: number }[] = [];
          element.scrollIntoView();
          const { left, top, height } = element.getBoundingClientRect();
          for (let turn = 0; turn < 40; turn++) {
            element.scrollTop += 0.75 * element.clientHeight;
            await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
            const places = [0.2, 0.5, 0.9].map((share) => document.elementFromPoint(left + 60, top + share * height));
            const isBlank = places.some((place) => place?.closest('tbody tr') == null);
            frames.push({ isBlank, rows: element.querySelectorAll('tbody tr').length });
          }
          return frames;
        });
        assert.equal(seen.filter(({ isBlank }) => isBlank).length, 0, 'a blank frame');
        assert.ok(Math.max(...seen.map(({ rows }) => rows)) < 200, 'only what is near is drawn');
        await keepPicture(page, `leaderboard-long-${screen}`);
        await frame.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
        await page.locator(`tr[aria-rowindex="${LONG + 1}"]`).waitFor();
        const last = await page.locator(`tr[aria-rowindex="${LONG + 1}"]`).evaluate((row) => {
          const [own, around] = [row.getBoundingClientRect(), row.closest('.long-frame')?.getBoundingClientRect()];
          return {
            below: own.bottom - (around?.bottom ?? 0),
            header: document.querySelector('thead')?.getBoundingClientRect().top,
          };
        });
        assert.ok(last.below <= 2, `the last row ends ${last.below} px below its frame`);

        await page.getByRole('button', { name: 'MMC' }).click();
        await page.waitForFunction(() => location.search.includes('sort=-mmc'));
        assert.equal(await frame.evaluate((element) => element.scrollTop), 0, 'another order begins at its beginning');
        await page.getByRole('searchbox').fill('model_04242');
        await page.getByText('1 of 10,000 rows match').waitFor();
        assert.deepEqual(await page.locator('tbody th a').allTextContents(), ['model_04242']);
      },
      { viewport, ...(screen === 'phone' && { hasTouch: true, isMobile: true }) },
    ));
}

test('the meta model and the benchmark stay marked among the models', (context) =>
  withPage(
    context,
    () => origin,
    async (page) => {
      await visit(page, `${origin}/leaderboard?sort=model`);
      assert.deepEqual((await page.locator('tr.marked th a').allTextContents()).toSorted(), ['example', META_MODEL]);
    },
  ));
