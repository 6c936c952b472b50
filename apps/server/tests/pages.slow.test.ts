import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { memoryBlobs, memoryStorage, type Progress, type Storage } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createServer } from '../src/createServer.ts';
import { assertAccessible } from './assertAccessible.ts';
import { buildWeb } from './buildWeb.ts';
import { openBrowser } from './openBrowser.ts';
import { quietPort } from './quietPort.ts';
import { META_MODEL, SPECIAL_ROUNDS, syntheticSeason } from './syntheticSeason.ts';
import { assertNoSidewaysScroll, PATIENCE_MS, visit, watchPage } from './watchPage.ts';

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

/** Every address that the app knows; what is behind a sign-in loads its script all the same. */
const ROUTES: readonly string[] = Object.entries({
  '': '/ /leaderboard /models/example /compare /rounds /rounds/40 /rounds/40/verify /calendar /meta-model /data /rules',
  '/fund': '. /core /core/factsheet',
  '/': 'incidents definitions diagnostics signals/symbols submit wallet wallet/chain wallet/example chain sign-in sign-up reset-password',
  '/account': '. /models /keys /security /notifications',
  '/console':
    '. /rounds /rounds/40 /jobs /accounts /accounts/ada /money /fund /fund/core /chain /incidents /configuration /audit /health',
}).flatMap(([folder, paths]) => paths.split(' ').map((path) => folder + path.replace('.', '')));
const SCRIPT_KB = 250;

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

async function serve({ storage, blobs }: Awaited<ReturnType<typeof syntheticSeason>>, port = 0): Promise<string> {
  const app = await createServer({ reader: storage, blobs, webFolder: folder, isReady: () => true });
  open.push(app);
  return app.listen({ host: '127.0.0.1', port });
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
    session.setDefaultTimeout(PATIENCE_MS);
    const page = await session.newPage();
    const { faults } = watchPage(page, at);
    // First the faults: what they broke says less, and is told with them.
    const broken = await use(page, faults).then(
      () => null,
      (error: Error) => error,
    );
    assert.deepEqual(faults, [], broken === null ? undefined : `${faults.join('; ')}; then ${broken.stack}`);
    if (broken !== null) throw broken;
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

/** One of each width and of each theme: what CI has time for. */
const IN_CI: ReadonlySet<string> = new Set(['light', 'phone-dark']);
const all = process.env['ROBATA_LONG'] === '1' || process.env['ROBATA_SCREENSHOTS'] !== undefined;

for (const [screen, options] of Object.entries(SCREENS)) {
  if (!all && !IN_CI.has(screen)) continue;
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
    // The address changes first, and the table a moment later.
    const sorted = (order: string) => header.and(page.locator(`[aria-sort="${order}"]`));
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
    await sorted('descending').waitFor();
    assert.deepEqual(await scores(), order(await scores()).toReversed());

    await page.keyboard.press('Space');
    await page.waitForFunction(() => location.search.includes('sort=corr'));
    await sorted('ascending').waitFor();
    assert.deepEqual(await scores(), order(await scores()));
    assert.equal(await page.locator('th[aria-sort]').count(), 1);

    await page.reload();
    await page.locator('tbody tr').first().waitFor();
    await sorted('ascending').waitFor();
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
    await tip.waitFor({ state: 'hidden' });
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
    await page.waitForFunction(
      (before) => document.querySelector<HTMLCanvasElement>('.chart canvas')?.toDataURL() !== before,
      lightChart,
    );
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
    assert.equal(await link.getAttribute('href'), '/api/rounds/40/kit?format=npz');
    await page.getByText('robata contribution --kit round-40-kit.npz').waitFor();
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
    await page.getByText('Round 57 of 100.').waitFor();
    assert.equal(await page.locator('.pill').textContent(), 'season 57 %');
    assert.equal(await page.evaluate(() => 'isSamePage' in globalThis), true, 'without a new page');
    await keepPicture(page, 'light-season');

    const app = open.pop() as FastifyInstance;
    app.server.closeAllConnections();
    await app.close();
    await page.getByText('no connection').waitFor();
    await page.getByText('Round 57 of 100.').waitFor();
    faults.splice(0);
  });
});

test('a page whose server is gone keeps what it showed and says so, waits with what it has not loaded, and goes on by itself', async (context) => {
  const progress: Progress = {
    stage: 'season',
    fraction: 0.5,
    day: '2023-05-05',
    message: 'Half of it.',
    state: 'season',
    daySeconds: null,
  };
  const season = await syntheticSeason({ rounds: 8, progress });
  const at = typeof browser === 'string' ? '' : await serve(season, await quietPort());
  await withPage(context, { at, viewport: { width: 390, height: 844 } }, async (page, faults) => {
    await visit(page, `${at}/leaderboard`);
    await page.waitForLoadState('networkidle');
    // Returns come after the scores.
    const day = (await page.locator('thead th').allInnerTexts()).findIndex((text) => text.includes('1 day'));
    await page
      .locator(`tbody tr > :nth-child(${day + 1})`)
      .filter({ hasText: /\d/ })
      .first()
      .waitFor();
    const rows = await page.locator('tbody tr').allTextContents();
    const lost = page.getByText('The connection to the server is lost.');
    assert.equal(await lost.count(), 0);

    const app = open.pop() as FastifyInstance;
    app.server.closeAllConnections();
    await app.close();
    await lost.waitFor();
    await page.getByText(/What you see is from \d\d:\d\d:\d\d\./).waitFor();
    assert.deepEqual(await page.locator('tbody tr').allTextContents(), rows);
    await assertNoSidewaysScroll(page, 'the banner');
    await assertAccessible(page, 'the banner');
    await keepPicture(page, 'connection-lost');
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByRole('button', { name: 'Try now' }).waitFor();
    assert.equal(await lost.count(), 1);
    // Its script was never loaded: it comes when the server does.
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Meta model' }).click();
    await page.waitForURL(/meta-model/);
    assert.equal(await page.getByText('This page failed').count(), 0);

    const again = await createServer({
      reader: season.storage,
      blobs: season.blobs,
      webFolder: folder,
      isReady: () => true,
    });
    open.push(again);
    await again.listen({ host: '127.0.0.1', port: Number(new URL(at).port) });
    await page.getByRole('heading', { name: 'Meta model', exact: true }).waitFor();
    await lost.waitFor({ state: 'detached' });
    faults.splice(0);
  });
});

test('on a phone the pages stand in one row, which shows the page one is on', (context) =>
  withPage(context, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
    const nav = page.getByRole('navigation', { name: 'Pages' });
    for (const [path, more] of [
      ['/', 'data-more-after'],
      ['/diagnostics', 'data-more-before'],
    ] as const) {
      await visit(page, `${origin}${path}`);
      await page.waitForFunction((name) => document.querySelector(`nav[${name}]`) !== null, more);
      const tops = await nav.locator('a').evaluateAll((links) => links.map((link) => link.getBoundingClientRect().top));
      assert.equal(new Set(tops).size, 1, `${path}: one row`);
      const current = await nav.locator('[aria-current="page"]').boundingBox();
      assert.ok(current !== null && current.x >= 0 && current.x + current.width <= 390, `${path}: ${current?.x}`);
    }
    await nav.getByRole('link', { name: 'Overview' }).focus();
    await page.waitForFunction(() => (document.activeElement?.getBoundingClientRect().left ?? -1) >= 0);
  }));

test(`the script of no page's first load is more than ${SCRIPT_KB} kB as it is sent, and none fails in a browser without a locale`, async (context) => {
  if (typeof browser === 'string') return context.skip(browser);
  const router = await readFile(new URL('../../web/src/router.tsx', import.meta.url), 'utf8');
  // The account and the console are around their pages, not pages.
  assert.equal(ROUTES.length, [...router.matchAll(/\bpath: '/g)].length - 2, 'every route of the app is measured');
  const sizes: { readonly path: string; readonly kb: number }[] = [];
  for (const path of ROUTES) {
    const session = await browser.newContext();
    session.setDefaultTimeout(PATIENCE_MS);
    try {
      await session.addInitScript(() => {
        Object.defineProperty(navigator, 'language', { value: 'en-US@posix', configurable: true });
      });
      const page = await session.newPage();
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      const network = await session.newCDPSession(page);
      const scripts = new Set<string>();
      let bytes = 0;
      network.on('Network.responseReceived', ({ requestId, type }) => {
        if (type === 'Script') scripts.add(requestId);
      });
      network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        if (scripts.has(requestId)) bytes += encodedDataLength;
      });
      await network.send('Network.enable');
      await visit(page, `${origin}${path}`);
      await page.waitForLoadState('networkidle');
      assert.deepEqual(errors, [], path);
      assert.equal(await page.getByText('This page failed').count(), 0, path);
      sizes.push({ path, kb: bytes / 1000 });
    } finally {
      await session.close();
    }
  }
  const [largest] = sizes.toSorted((a, b) => b.kb - a.kb);
  context.diagnostic(`largest: ${largest?.path} with ${largest?.kb.toFixed(0)} kB`);
  assert.ok(
    sizes.every(({ kb }) => kb > 50),
    'scripts were counted',
  );
  assert.deepEqual(
    sizes.filter(({ kb }) => kb > SCRIPT_KB),
    [],
  );
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
