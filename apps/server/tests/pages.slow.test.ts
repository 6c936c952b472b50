import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { memoryBlobs, memoryStorage, type Progress, type Storage } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createServer } from '../src/createServer.ts';
import { buildWeb } from './buildWeb.ts';
import { openBrowser } from './openBrowser.ts';
import { META_MODEL, SPECIAL_ROUNDS, syntheticSeason } from './syntheticSeason.ts';
import { assertNoSidewaysScroll, visit, watchPage } from './watchPage.ts';

const ROUNDS = 60;
const PAGES: Readonly<Record<string, string>> = {
  overview: '/',
  leaderboard: '/leaderboard',
  'leaderboard-all': '/leaderboard?rounds=all&sort=-corr',
  'model-example': '/models/example',
  'model-planted-tc': '/models/planted?score=tc',
  'model-meta': `/models/${encodeURIComponent(META_MODEL)}`,
  rounds: '/rounds',
  'rounds-older': '/rounds?before=11',
  'round-resolved': '/rounds/40',
  'round-scoring': `/rounds/${ROUNDS - 2}?score=tc`,
  'round-closed': `/rounds/${ROUNDS}`,
  'round-cancelled': `/rounds/${SPECIAL_ROUNDS.cancelled}`,
  'round-relaxed': `/rounds/${SPECIAL_ROUNDS.relaxed}`,
  'round-infeasible': `/rounds/${SPECIAL_ROUNDS.infeasible}`,
  fund: '/fund',
  incidents: '/incidents',
  definitions: '/definitions',
  nothing: '/no/such/page',
};
const SCREENS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  'phone-dark': { colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

let folder: string;
let browser: Browser | string;
const open: FastifyInstance[] = [];
let origin: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robata-pages-'));
  browser = await openBrowser();
  if (typeof browser === 'string') return;
  await buildWeb(folder);
  origin = await serve(await syntheticSeason({ rounds: ROUNDS }));
});

after(async () => {
  if (typeof browser !== 'string') await browser.close();
  await Promise.all(open.map((app) => app.close()));
  await rm(folder, { recursive: true });
});

async function serve({ storage, blobs }: Awaited<ReturnType<typeof syntheticSeason>>): Promise<string> {
  const app = await createServer({ reader: storage, blobs, webFolder: folder, isReady: () => true });
  open.push(app);
  return app.listen({ host: '127.0.0.1', port: 0 });
}

/** Runs `use` in a fresh page that must cause no fault; skips the test where there is no browser. */
async function withPage(
  context: TestContext,
  { at = origin, ...options }: BrowserContextOptions & { readonly at?: string },
  use: (page: Page, faults: string[]) => Promise<void>,
): Promise<void> {
  if (typeof browser === 'string') return context.skip(browser);
  const session = await browser.newContext(options);
  try {
    session.setDefaultTimeout(10_000);
    const page = await session.newPage();
    const { faults } = watchPage(page, at);
    try {
      await use(page, faults);
    } finally {
      // First the faults: what they broke says less.
      assert.deepEqual(faults, []);
    }
  } finally {
    await session.close();
  }
}

async function keepPicture(page: Page, name: string): Promise<void> {
  const pictures = process.env['ROBATA_SCREENSHOTS'];
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

for (const [screen, options] of Object.entries(SCREENS)) {
  test(`every page works on a ${screen} screen: no failed request, no error, nothing beyond the edge`, (context) =>
    withPage(context, options, async (page) => {
      for (const [name, path] of Object.entries(PAGES)) {
        await visit(page, `${origin}${path}`);
        await assertNoSidewaysScroll(page, `${name} (${screen})`);
        const blank = await page.evaluate(() => {
          const charts = [...document.querySelectorAll<HTMLCanvasElement>('.chart canvas')];
          return charts.filter(({ width, height }) => width < 200 || height < 200).length;
        });
        assert.equal(blank, 0, `${name} (${screen}): a chart has no size`);
        await keepPicture(page, `${screen}-${name}`);
      }
    }));
}

test('every page can be reached by links of the pages themselves, and none leads nowhere', (context) =>
  withPage(context, {}, async (page) => {
    const seen = new Set<string>();
    const queue = ['/'];
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (seen.has(path) || path.startsWith('/api/')) continue;
      seen.add(path);
      await visit(page, `${origin}${path}`);
      assert.doesNotMatch((await page.locator('h1').textContent()) ?? '', /^(Nothing here|No such)/, path);
      const links = await page.$$eval('a[href^="/"]', (anchors) =>
        anchors.map((a) => a.getAttribute('href') as string),
      );
      // One model, round and page of rounds stand for the others: their links are made by the same code.
      queue.push(...links.filter((link) => !/^\/(rounds|models)\//.test(link) || /\/(40|60|example)$|%20/.test(link)));
    }
    for (const path of [
      '/',
      '/leaderboard',
      '/rounds',
      '/rounds/60',
      '/models/example',
      '/fund',
      '/incidents',
      '/definitions',
    ]) {
      assert.ok(seen.has(path), `${path} is linked from nowhere`);
    }
  }));

test('the leaderboard sorts by keyboard, says so to screen readers and keeps the order in its address', (context) =>
  withPage(context, {}, async (page) => {
    await visit(page, `${origin}/leaderboard`);
    const header = page.locator('th', { has: page.getByRole('button', { name: 'CORR' }) });
    const scores = async () => {
      const texts = await page.locator('tbody tr td:nth-of-type(2)').allTextContents();
      return texts.map((text) => Number(text.replace('−', '-')));
    };
    for (let presses = 0; !(await header.evaluate((th) => th.contains(document.activeElement))); presses++) {
      assert.ok(presses < 40, 'the tab key reaches the header');
      await page.keyboard.press('Tab');
    }
    const order = (values: number[]) => values.toSorted((a, b) => a - b);

    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.search.includes('sort=-corr'));
    assert.equal(await header.getAttribute('aria-sort'), 'descending');
    assert.deepEqual(await scores(), order(await scores()).toReversed());

    await page.keyboard.press('Space');
    await page.waitForFunction(() => location.search.includes('sort=corr'));
    assert.equal(await header.getAttribute('aria-sort'), 'ascending');
    assert.deepEqual(await scores(), order(await scores()));
    assert.equal(await page.locator('th[aria-sort]').count(), 1);

    await page.reload();
    await page.locator('tbody tr').first().waitFor();
    assert.equal(await header.getAttribute('aria-sort'), 'ascending');
  }));

test('the meta model and the example stand on the leaderboard as marked rows, the planted model says what it is', (context) =>
  withPage(context, {}, async (page) => {
    await visit(page, `${origin}/leaderboard`);
    const marked = await page.locator('tr.marked th a').allTextContents();
    assert.deepEqual(marked.toSorted(), ['example', META_MODEL]);
    assert.equal(await page.locator('tbody tr').count(), 21);
    await page.locator('.kind-planted').hover();
    assert.match((await page.getByRole('tooltip').textContent()) ?? '', /part of the future/);
  }));

test('filter and rounds stand in the address and survive a reload', (context) =>
  withPage(context, {}, async (page) => {
    await visit(page, `${origin}/leaderboard`);
    await page.getByRole('searchbox').pressSequentially('RIDGE');
    await page.getByText('4 of 21 rows match').waitFor();
    await page.getByRole('button', { name: 'All rounds' }).click();
    await page.waitForFunction(() => location.search.includes('rounds=all'));
    await page.reload();
    await page.getByText('4 of 21 rows match').waitFor();
    assert.equal(await page.getByRole('button', { name: 'All rounds' }).getAttribute('aria-pressed'), 'true');
    assert.equal(await page.getByRole('searchbox').inputValue(), 'RIDGE');
  }));

test('a formula shows when the keyboard comes to a number, and goes with Escape', (context) =>
  withPage(context, {}, async (page) => {
    await visit(page, `${origin}/models/example`);
    const tip = page.getByRole('tooltip');
    assert.equal(await tip.count(), 0);
    for (let presses = 0; (await tip.count()) === 0; presses++) {
      assert.ok(presses < 40, 'the tab key reaches an explanation');
      await page.keyboard.press('Tab');
    }
    assert.ok(((await tip.textContent()) ?? '').length > 20);
    await page.keyboard.press('Escape');
    assert.equal(await tip.count(), 0);
  }));

test('the toggle changes the colours, keeps the choice through a reload, and the charts follow', (context) =>
  withPage(context, { colorScheme: 'light' }, async (page) => {
    await visit(page, `${origin}/fund`);
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const chart = () =>
      page
        .locator('.chart canvas')
        .first()
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const [light, lightChart] = [await background(), await chart()];
    await page.getByRole('button', { name: 'Show dark colours' }).click();
    const dark = await background();
    assert.notEqual(dark, light);
    assert.notEqual(await chart(), lightChart);
    await page.reload();
    assert.equal(await background(), dark);
    await page.getByRole('button', { name: 'Show light colours' }).click();
    assert.equal(await background(), light);
  }));

test('the first press of the tab key offers to skip to the content', (context) =>
  withPage(context, {}, async (page) => {
    await visit(page, `${origin}/rounds`);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
  }));

test('a resolved round offers its kit and the line that recomputes it; a running one does not', (context) =>
  withPage(context, {}, async (page) => {
    await visit(page, `${origin}/rounds/40`);
    const link = page.getByRole('link', { name: 'Download the kit' });
    assert.equal(await link.getAttribute('href'), '/api/rounds/40/kit');
    await page.getByText('robata contribution --kit round-40-kit.json.gz').waitFor();
    await visit(page, `${origin}/rounds/${ROUNDS - 1}`);
    assert.equal(await link.count(), 0);
  }));

test('a model that nobody has, and a round that is not there, are told plainly', (context) =>
  withPage(context, {}, async (page, faults) => {
    for (const [path, title] of [
      ['/models/nobody', 'No such model'],
      ['/rounds/999', 'No such round'],
      ['/rounds/x', 'No such round'],
    ] as const) {
      await visit(page, `${origin}${path}`);
      assert.equal(await page.locator('h1').textContent(), `${title} `, path);
    }
    // The server says 404 for the first two, and Chromium notes that in the console.
    const expected = faults.splice(0).filter((fault) => !/404/.test(fault));
    assert.deepEqual(expected, []);
  }));

test('a page follows the season by itself, and says when the server is gone', async (context) => {
  const progress = (fraction: number): Progress => ({
    stage: 'season',
    fraction,
    day: '2023-05-05',
    message: `Round ${Math.round(100 * fraction)} of 100.`,
    state: 'season',
    daySeconds: null,
  });
  const { storage, blobs } = await syntheticSeason({ rounds: 8, progress: progress(0.31) });
  const at = typeof browser === 'string' ? '' : await serve({ storage, blobs });
  await withPage(context, { at }, async (page, faults) => {
    await visit(page, `${at}/`);
    await page.getByText('Round 31 of 100.').waitFor();
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
    await storage.transaction((writer) => writer.putDocument('progress', progress(0.57)));
    await page.getByText('Round 57 of 100.').waitFor({ timeout: 10_000 });
    assert.equal(await page.locator('.pill').textContent(), 'season 57 %');
    assert.equal(await page.evaluate(() => 'isSamePage' in globalThis), true, 'without a new page');
    await keepPicture(page, 'light-season');

    const app = open.pop() as FastifyInstance;
    app.server.closeAllConnections();
    await app.close();
    await page.getByText('no connection').waitFor({ timeout: 15_000 });
    await page.getByText('Round 57 of 100.').waitFor();
    faults.splice(0);
  });
});

test('a tournament of which nothing is known yet shows empty pages, not broken ones', async (context) => {
  const storage: Storage = memoryStorage();
  const at = typeof browser === 'string' ? '' : await serve({ storage, blobs: memoryBlobs() });
  await withPage(context, { at, viewport: { width: 390, height: 844 } }, async (page) => {
    for (const path of ['/', '/leaderboard', '/rounds', '/fund', '/incidents', '/definitions']) {
      await visit(page, `${at}${path}`);
      await assertNoSidewaysScroll(page, path);
      await keepPicture(page, `empty-${path.slice(1) || 'overview'}`);
    }
  });
});
