import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { memoryBlobs, memoryStorage, type MetaModelRound } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ServerInput } from '../src/createServer.ts';
import { buildWeb } from './buildWeb.ts';
import { onEveryScreen } from './onEveryScreen.ts';
import { openBrowser } from './openBrowser.ts';
import { syntheticSeason } from './syntheticSeason.ts';
import { PATIENCE_MS, visit, watchPage } from './watchPage.ts';

const RESOLVED = 54;
let web: string;
let browser: Browser | string;
/** Of a whole season; of one whose fund is for investors, with two rounds kept back; of one that has not begun. */
let [season, closed, empty] = ['', '', ''];
const open: FastifyInstance[] = [];

before(async () => {
  web = await mkdtemp(join(tmpdir(), 'robata-meta-model-'));
  browser = await openBrowser();
  if (typeof browser === 'string') return;
  await buildWeb(web);
  const serve = async (input: Pick<ServerInput, 'reader' | 'blobs'> & Partial<ServerInput>): Promise<string> => {
    const app = await createServer({ webFolder: web, isReady: () => true, ...input });
    open.push(app);
    return app.listen({ host: '127.0.0.1', port: 0 });
  };
  const { storage, blobs } = await syntheticSeason({ rounds: 60 });
  season = await serve({ reader: storage, blobs });
  closed = await serve({ reader: storage, blobs, fundVisibility: 'investors', metaModelDelayRounds: 2 });
  empty = await serve({ reader: memoryStorage(), blobs: memoryBlobs() });
});

after(async () => {
  if (typeof browser !== 'string') await browser.close();
  await Promise.all(open.map((app) => app.close()));
  await rm(web, { recursive: true });
});

async function withPage(context: TestContext, at: () => string, use: (page: Page) => Promise<void>): Promise<void> {
  if (typeof browser === 'string') return context.skip(browser);
  const session = await browser.newContext({ acceptDownloads: true, viewport: { width: 1280, height: 900 } });
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

const rowsOf = (page: Page, caption: string) => page.getByRole('region', { name: caption }).locator('tbody tr');

test('shows how the meta model did, who makes it, and what else could have been made', (context) =>
  withPage(
    context,
    () => season,
    async (page) => {
      await visit(page, season);
      await page.getByRole('link', { name: 'Meta model', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Meta model' }).waitFor();
      assert.match(
        await page.locator('.tiles').innerText(),
        new RegExp(`[+−]0\\.\\d{4}\\s+± 0\\.\\d{4} over ${RESOLVED} resolved rounds`),
      );

      await page.getByRole('button', { name: 'Sum' }).click();
      await page.waitForURL(/view=sum/);
      await page.getByRole('img', { name: /^Sum of the meta model's CORR/ }).waitFor();
      await page.getByRole('button', { name: 'Accounts' }).click();
      await page.waitForURL(/by=accounts/);
      await page.reload();
      await page.getByRole('img', { name: /largest accounts hold/ }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Sum' }).getAttribute('aria-pressed'), 'true');

      const combinations = rowsOf(page, 'CORR of other combinations of the same predictions');
      assert.deepEqual((await combinations.locator('th').allInnerTexts()).slice(0, 4), [
        'The meta model',
        'Every model alike',
        'The ten largest stakes',
        'Without the largest account',
      ]);
      await page.getByText(/The fund lost during \d+ of \d+ resolved rounds/).waitFor();
      const worst = rowsOf(page, 'Would-be returns in the rounds in which the fund lost the most, worst first');
      const lost = (await worst.locator('td:nth-of-type(1)').allInnerTexts()).map((text) =>
        Number.parseFloat(text.replace('−', '-')),
      );
      assert.equal(lost.length, 8);
      assert.deepEqual(
        lost,
        lost.toSorted((a, b) => a - b),
        'the worst first',
      );
      assert.ok(lost.every((share) => share < 0));
      const versions = rowsOf(page, 'Weight and CORR by version of the data');
      assert.deepEqual(await versions.locator('th').allInnerTexts(), [
        'Data of version 5',
        'Data of version 4',
        'Data version not said',
      ]);
      const shares = (await versions.locator('td:nth-of-type(2)').allInnerTexts()).map(Number.parseFloat);
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100) < 0.3, 'the shares are of one whole');

      await page.getByRole('button', { name: 'Churn' }).first().focus();
      await page.getByRole('tooltip').filter({ hasText: 'rank correlation' }).waitFor();
    },
  ));

test('gives the resolved rounds as CSV and JSON, with the same figures as the page', (context) =>
  withPage(
    context,
    () => season,
    async (page) => {
      await visit(page, `${season}/meta-model`);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('main').getByRole('link', { name: 'CSV' }).click(),
      ]);
      assert.equal(download.suggestedFilename(), 'meta-model-history.csv');
      const [header, ...lines] = (await readFile(await download.path(), 'utf8')).trim().split('\n');
      assert.equal(lines.length, RESOLVED);
      const corr = header?.split(',').indexOf('corr') ?? -1;
      const json = (await (await fetch(`${season}/api/meta-model/history.json`)).json()) as {
        readonly rounds: readonly MetaModelRound[];
      };
      assert.deepEqual(
        lines.map((line) => Number(line.split(',')[corr])),
        json.rounds.map((round) => round.corr),
      );
      assert.ok(json.rounds.some(({ fundReturn }) => fundReturn !== null));
    },
  ));

test('keeps the fund to its investors and the newest rounds back, where the operator says so', (context) =>
  withPage(
    context,
    () => closed,
    async (page) => {
      await visit(page, `${closed}/meta-model`);
      await page.getByText('What the fund made is for its investors').waitFor();
      await page.getByText('The newest 2 resolved rounds are kept back').waitFor();
      assert.equal(await page.getByRole('columnheader', { name: /fund/i }).count(), 0);
      const answer = (await (await fetch(`${closed}/api/meta-model/history.json`)).json()) as {
        readonly delayRounds: number;
        readonly rounds: readonly MetaModelRound[];
      };
      assert.deepEqual([answer.delayRounds, answer.rounds.length], [2, RESOLVED - 2]);
      assert.ok(answer.rounds.every(({ fundReturn }) => fundReturn === null));
      const told = await (await fetch(`${closed}/api/meta-model`)).text();
      assert.match(told, /"worst":null/);
      assert.doesNotMatch(
        told + JSON.stringify(answer),
        /"portfolioReturn":-?\d/,
        'nor what portfolios would have made',
      );
      const csv = await (await fetch(`${closed}/api/meta-model/history.csv`)).text();
      assert.equal(csv.trim().split('\n').length, 1 + RESOLVED - 2);
    },
  ));

test('says what is still to come where no round has closed', (context) =>
  withPage(
    context,
    () => empty,
    async (page) => {
      await visit(page, `${empty}/meta-model`);
      await page.getByText('No round has a score yet').waitFor();
      await page.getByText('Two rounds must have closed').waitFor();
      assert.equal(await page.locator('.uplot').count(), 0);
    },
  ));

test('can be read on every screen, in both themes', async (context) => {
  if (typeof browser === 'string') return context.skip(browser);
  const paths = ['/meta-model', '/meta-model?view=sum&by=accounts'];
  await onEveryScreen({ browser, origin: season, name: 'metaModel', paths });
});
