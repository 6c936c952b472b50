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
import { paintedFrames } from './paintedFrames.ts';
import { META_MODEL, syntheticSeason } from './syntheticSeason.ts';
import { tick } from './tick.ts';
import { assertNoSidewaysScroll, PATIENCE_MS, visit, watchPage } from './watchPage.ts';

const LONG = 10_000;
/** So many say something about scrolling. */
const FRAMES = 5;
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
  session.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await session.newPage();
    const { faults } = watchPage(page, at());
    await use(page);
    assert.deepEqual(faults, []);
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

/** Runs in a page: three quarters of a screen in every frame. */
async function turnWheel(element: Element, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    element.scrollTop += 0.75 * element.clientHeight;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** Runs in a page: to places all over the list, each held for two frames. */
async function jumpAbout(element: Element, jumps: number): Promise<void> {
  for (let jump = 1; jump <= jumps; jump++) {
    element.scrollTop = ((jump * 7919) % 997) * (element.scrollHeight / 1000);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }
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
      assert.equal(
        await page.getByRole('checkbox', { name: 'MMC' }).count(),
        0,
        'the choice opens when it is asked for',
      );
      await page.getByRole('button', { name: 'Columns' }).click();
      await keepPicture(page, 'leaderboard-columns');
      await tick(page.getByRole('checkbox', { name: 'Rounds' }));
      await tick(page.getByRole('checkbox', { name: 'MMC' }), false);
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
      await page.getByText(/^\d+ of 21 rows match/).waitFor();
      // Returns come after the scores.
      const year = (await headers(page)).indexOf('1 year');
      await page
        .locator(`tbody tr > :nth-child(${year + 1})`)
        .filter({ hasText: /\d/ })
        .first()
        .waitFor();
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
        await frame.evaluate((element) => element.scrollIntoView());
        // Below the header, between the edges: only rows are there.
        const place = await frame.evaluate((element) => {
          const { left, top, width } = element.getBoundingClientRect();
          const header = element.querySelector('thead')?.getBoundingClientRect().height ?? 0;
          const height = Math.min(element.clientHeight, innerHeight - top) - header;
          return { left: left + 8, top: top + header + 4, width: Math.min(width, 500) - 16, height: height - 8 };
        });
        const rowPx = await page
          .locator('tbody tr')
          .first()
          .evaluate((row) => row.getBoundingClientRect().height);
        const [x, y] = [place.left + place.width / 2, place.top + place.height / 2];

        // A wheel that turns fast, without waiting for anything: what counts is what was painted.
        const wheel = async (): Promise<void> => {
          if (screen === 'phone') return frame.evaluate(turnWheel, 20);
          await page.mouse.move(x, y);
          for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, 0.75 * place.height);
        };
        const wheeled = await paintedFrames(page, place, wheel, FRAMES);
        // The bar dragged, or the keys for the end and the beginning: far jumps, one after the other.
        const jumped = await paintedFrames(page, place, () => frame.evaluate(jumpAbout, 6), FRAMES);
        for (const [how, frames] of Object.entries({ wheeled, jumped })) {
          assert.ok(frames.length >= FRAMES, `${how}: ${frames.length} frames were painted`);
          const blank = frames.filter((strip) => strip >= 1.5 * rowPx);
          assert.deepEqual(blank, [], `${how}: ${blank.length} of ${frames.length} frames show an empty strip`);
        }
        const drawn = await frame.evaluate((element) => element.querySelectorAll('tbody tr').length);
        assert.ok(drawn < 200, 'only what is near is drawn');
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
        await page.getByRole('columnheader', { name: 'MMC' }).and(page.locator('[aria-sort]')).waitFor();
        assert.equal(await frame.evaluate((element) => element.scrollTop), 0, 'another order begins at its beginning');
        await page.getByRole('searchbox').fill('model_04242');
        await page.getByText('1 of 10,000 rows match').waitFor();
        assert.deepEqual(await page.locator('tbody th a').allTextContents(), ['model_04242']);
      },
      { viewport, ...(screen === 'phone' && { hasTouch: true, isMobile: true }) },
    ));
}

test('a frame that is shown without its rows is found to be blank', (context) =>
  withPage(
    context,
    () => longOrigin,
    async (page) => {
      await visit(page, `${longOrigin}/leaderboard`);
      await page.getByText('10,000 rows').waitFor();
      const frame = page.locator('.long-frame');
      await frame.evaluate((element) => element.scrollIntoView());
      const place = { left: 60, top: 300, width: 400, height: 400 };
      const strips = await paintedFrames(page, place, async () => {
        // Rows that come a little late, as a table does that draws after it was scrolled.
        await frame.evaluate(async (element) => {
          const body = element.querySelector('tbody') as HTMLElement;
          body.style.visibility = 'hidden';
          element.scrollTop += 4_000;
          await new Promise((resolve) => setTimeout(resolve, 1_500));
          body.style.visibility = '';
        });
      });
      assert.ok(Math.max(...strips) > 300, String(strips));
      assert.ok((strips.at(-1) as number) < 60, 'and the rows that came are seen');
    },
  ));

test('the meta model and the benchmark stay marked among the models', (context) =>
  withPage(
    context,
    () => origin,
    async (page) => {
      await visit(page, `${origin}/leaderboard?by=signals`);
      await page.getByText('Signals has not begun: no round has been opened and no model has joined.').waitFor();
      await visit(page, `${origin}/leaderboard?sort=model`);
      assert.deepEqual((await page.locator('tr.marked th a').allTextContents()).toSorted(), ['example', META_MODEL]);
    },
  ));
