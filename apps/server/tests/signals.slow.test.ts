import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import type { ModelSignalsPage, SignalsPage } from '@robata/client';
import {
  gatesKey,
  type RoundGates,
  SIGNALS_HISTORY_FOLDER,
  type SignalReports,
  signalReportsKey,
} from '@robata/tournament';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Browser, Page } from 'playwright-core';
import { buildWeb } from './buildWeb.ts';
import { onEveryScreen } from './onEveryScreen.ts';
import { openBrowser } from './openBrowser.ts';
import { type PlayedSeason, playedSeason } from './playedSeason.ts';
import { keepPicture, signUp } from './stage.ts';
import { tick } from './tick.ts';
import { PATIENCE_MS, visit, watchPage } from './watchPage.ts';

/** Rounds that Signals shares with the classic part, really played. */
const JOINT = ['--universe', '80', '--rounds', '4', '--models', '5', '--signals', '6', '--threads', '1'];
const OWNER = 'ticker_owner';
let web: string;
let browser: Browser | string;
let season: PlayedSeason;
/** A model of Signals that took part in all rounds. */
let model: string;

before(async () => {
  web = await mkdtemp(join(tmpdir(), 'robata-signals-pages-'));
  browser = await openBrowser();
  if (typeof browser === 'string') return;
  await buildWeb(web);
  season = await playedSeason(await mkdtemp(join(tmpdir(), 'robata-signals-season-')), web, JOINT);
  const models = await season.storage.models();
  model = models.find(({ tournament, marked }) => tournament === 'signals' && !marked)?.name as string;
});

after(async () => {
  if (typeof browser !== 'string') {
    await browser.close();
    await season.close();
    assert.deepEqual(season.failures, []);
  }
  await rm(web, { recursive: true });
});

async function withPage(context: TestContext, use: (page: Page) => Promise<void>): Promise<void> {
  if (typeof browser === 'string') return context.skip(browser);
  const session = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  session.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await session.newPage();
    const { faults } = watchPage(page, season.origin);
    await use(page);
    assert.deepEqual(faults, []);
  } finally {
    await session.close();
  }
}

const region = (page: Page, name: string) => page.getByRole('region', { name });

const OWNED = 'my_signal';
/** Without a round. */
const FRESH = 'fresh_signal';

/** Makes an account a model that did in every round what `model` did: whoever is in the cast has no account of its own. */
async function giveTo(username: string): Promise<void> {
  const { accounts, place } = season.services;
  const { storage } = season;
  const { id: account } = await place.storage.db
    .selectFrom('account')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirstOrThrow();
  await accounts.createModel({ account, name: FRESH, tournament: 'signals' });
  const { model: own } = await accounts.createModel({ account, name: OWNED, tournament: 'signals' });
  const copied = (await storage.models()).find(({ name }) => name === model)?.id as number;
  const [entries, scores] = [await storage.entries({ model: copied }), await storage.scores({ model: copied })];
  const documents: [string, SignalReports][] = [];
  for (const { number } of season.rounds) {
    const key = signalReportsKey(number);
    const reports = (await storage.document(key)) as SignalReports;
    const report = reports.models.find((each) => each.model === copied);
    if (report === undefined) continue;
    documents.push([key, { ...reports, models: [...reports.models, { ...report, model: own }] }]);
  }
  await storage.transaction(async (writer) => {
    await writer.addEntries(entries.map((entry) => ({ ...entry, model: own })));
    await writer.addScores(scores.map((score) => ({ ...score, model: own })));
    for (const [key, reports] of documents) await writer.putDocument(key, reports);
  });
}

const STOCKS = 60;

/** A history of the rounds' eras, and a file over it that knows a little of the target; the meta model knows nothing. Gives what the run came to. */
async function diagnose(username: string): Promise<string> {
  const { place, uploads, diagnostics } = season.services;
  const tickers = Array.from({ length: STOCKS }, (_, i) => `T${String(i).padStart(3, '0')}`);
  const lines: string[] = [];
  const folder = join(place.datasetFolder, 'signals', SIGNALS_HISTORY_FOLDER);
  await mkdir(folder, { recursive: true });
  for (const [e, { eraDay: day }] of season.rounds.entries()) {
    const drawn = (seed: number) => Float64Array.from(tickers, (_, i) => ((i * 37 + 11 * seed + 7 * e) % 61) / 61);
    const target = drawn(1);
    const classes = [...target].map((value) => Math.floor(5 * value) / 4);
    const numbers = {
      security: tickers.map((_, i) => i),
      sample_weight: tickers.map(() => 1),
      signals_meta_model: [...drawn(3)],
      target_raw_20: classes,
      target_janet_20: classes,
      neutralizer_market: tickers.map(() => 1),
      'neutralizer_style:size': [...drawn(5)],
      feature_a: tickers.map((_, i) => (i * 7) % 5),
    };
    const columnData = [
      ...['numerai_ticker', 'id'].map((name) => ({ name, data: tickers, type: 'STRING' as const })),
      ...Object.entries(numbers).map(([name, data]) => ({ name, data, type: 'DOUBLE' as const })),
    ];
    await writeFile(join(folder, `${day}.parquet`), Buffer.from(parquetWriteBuffer({ columnData })));
    lines.push(
      ...tickers.map(
        (ticker, i) => `${ticker},${day},${0.01 + (0.9 * ((drawn(2)[i] as number) + (target[i] as number))) / 2}`,
      ),
    );
  }
  const account = await place.storage.db
    .selectFrom('account')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirstOrThrow();
  const own = (await season.storage.models()).find(({ name }) => name === OWNED)?.id as number;
  const asked = { account: account.id, model: own, filename: 'history.csv', kind: 'diagnostics' } as const;
  const { filename, url } = uploads.uploadAuth(asked);
  const body = `numerai_ticker,friday_date,signal\n${lines.join('\n')}\n`;
  assert.ok((await fetch(url, { method: 'PUT', body })).ok);
  const { id } = await diagnostics.create({ account: account.id, model: own, filename, tournament: 'signals' });
  const { status, message } = await diagnostics.runDiagnostics(id);
  return message ?? status;
}

/** As a tournament with gates writes down for its newest round. */
async function closeGates(): Promise<void> {
  const round = season.rounds.at(-1)?.number as number;
  const id = (await season.storage.models()).find(({ name }) => name === model)?.id as number;
  const gates: RoundGates = {
    round,
    policy: { submissions: 5, churn: 0.15, turnover: 0.25, needsPrevious: true },
    states: [{ model: id, compared: 3, churn: 0.212, turnover: 0.181, reasons: ['churn'] }],
  };
  await season.storage.transaction((writer) => writer.putDocument(gatesKey(round), gates));
}

test('the board of Signals has the scores of Signals, and CSV has them too', (context) =>
  withPage(context, async (page) => {
    await visit(page, `${season.origin}/leaderboard`);
    await page.getByRole('button', { name: 'Signals', exact: true }).click();
    await page.waitForURL(/by=signals/);
    const board = page.locator('table');
    const row = board.locator('tbody tr').filter({ has: page.locator('a', { hasText: new RegExp(`^${model}$`) }) });
    await row.waitFor();
    const headers = await board.locator('thead th').allInnerTexts();
    for (const name of ['ALPHA', 'MPC', 'CORR', 'FNCv4', 'MMC', 'TC', 'Stake'])
      assert.ok(
        headers.some((header) => header.includes(name)),
        `${name} in ${headers.join()}`,
      );
    assert.ok(!headers.some((header) => header === 'FNC'));
    await page.getByRole('button', { name: 'Columns' }).click();
    await tick(page.getByLabel('CORR covered'));
    await page.waitForURL(/columns=.*coveredCorr/);
    assert.match(await row.innerText(), /[+−]0\.\d{4} ± 0\.\d{4}/);
    await closeGates();
    for (const name of ['Churn', 'Turnover', 'Gate']) await tick(page.getByLabel(name, { exact: true }));
    await page.waitForURL(/columns=.*churn(,|%2C)turnover(,|%2C)gate/);
    // The board is kept for some seconds.
    for (let tries = 0; tries < 60 && !/21\.2/.test(await row.innerText()); tries += 1) {
      await page.waitForTimeout(1_000);
      await page.reload();
      await row.waitFor();
    }
    assert.match((await row.innerText()).replaceAll(/\s+/g, ' '), /21\.2 % 18\.1 % not paid/);
    await visit(page, `${season.origin}/models/${model}`);
    await page.getByText('Rounds open once a week, so the last 5 submissions reach back 5 weeks').waitFor();
    await keepPicture(page, 'signals-gates');
    await visit(page, `${season.origin}/rounds/${season.rounds.at(-1)?.number}?score=alpha`);
    await page.getByText('Signals meta model').first().waitFor();
    await visit(page, `${season.origin}/rounds/${season.rounds.at(-1)?.number}?score=corr`);
    await page.getByText('joint meta model').first().waitFor();
  }));

test('everybody reads what all signals have in common with what is known, and the owner of one its own', async (context) => {
  await withPage(context, async (page) => {
    await visit(page, `${season.origin}/models/${model}`);
    await page.getByRole('heading', { name: 'How much of signals is known already' }).waitFor();
    assert.equal(await page.getByText('Only you see this').count(), 0);
    const answer = await page.request.get(`${season.origin}/api/models/${model}/signals`);
    const told = (await answer.json()) as ModelSignalsPage;
    assert.equal(told.own, null);
    assert.ok((told.known?.models ?? 0) >= 5);

    await signUp({ page, at: (path) => visit(page, `${season.origin}${path}`) }, OWNER);
    await giveTo(OWNER);
    // The board is kept for some seconds.
    const isOnBoard = async () => (await page.request.get(`${season.origin}/api/models/${OWNED}`)).ok();
    for (let tries = 0; tries < 240 && !(await isOnBoard()); tries += 1) await page.waitForTimeout(500);
    await visit(page, `${season.origin}/models/${OWNED}`);
    await page.getByRole('heading', { name: 'How much of it is known already' }).waitFor();
    const lines = region(page, `What is known already of ${OWNED}`).locator('tbody tr');
    const names = await lines.locator('th').allInnerTexts();
    assert.ok(names.includes('sectors') || names.some((name) => name.startsWith('style')), names.join());
    assert.match((await lines.first().innerText()).replaceAll(/\s+/g, ' '), /\d+\.\d %/);
    await page.getByRole('button', { name: 'What is left, on janet_20' }).waitFor();
    await keepPicture(page, 'signals-own-report');
    const own = (await (
      await page.request.get(`${season.origin}/api/models/${OWNED}/signals`)
    ).json()) as ModelSignalsPage;
    const sum = (own.own?.shares ?? []).reduce((total, { added }) => total + (added ?? 0), own.own?.left ?? Number.NaN);
    assert.ok(Math.abs(sum - 1) < 5e-3, String(sum));

    assert.equal(await diagnose(OWNER), 'done');
    await visit(page, `${season.origin}/diagnostics`);
    await page.getByText(`Signals over ${season.rounds.length} eras`).waitFor();
    const scores = region(page, `Scores of ${OWNED}`).first();
    assert.deepEqual((await scores.locator('thead th').allInnerTexts()).slice(-2), ['Signals meta model', 'Lead']);
    const mmc = scores.locator('tbody tr').filter({ hasText: 'MMC' });
    assert.match(await mmc.innerText(), /[+−]0\.\d{4} ± 0\.\d{4}/);
    await keepPicture(page, 'signals-diagnosed');
    await visit(page, `${season.origin}/models/${FRESH}`);
    await page.getByText('This model is in Signals').waitFor();
    assert.ok((await page.getByText('ALPHA', { exact: true }).count()) > 0, 'the tiles are those of Signals');
    assert.equal(await page.getByText('CORR Sharpe', { exact: true }).count(), 0);
    await keepPicture(page, 'signals-without-rounds');
  });
});

test('neutralizers stand among the data, with a manifest that its hash names', (context) =>
  withPage(context, async (page) => {
    await visit(page, `${season.origin}/data`);
    await page.getByRole('heading', { name: 'What signals are neutral to' }).waitFor();
    const { neutralizers } = (await (await page.request.get(`${season.origin}/api/signals`)).json()) as SignalsPage;
    assert.ok(neutralizers !== null);
    await page.getByText(neutralizers.hash).waitFor();
    const first = region(page, 'Neutralizers').locator('tbody tr').first();
    assert.match(await first.innerText(), /market/);
    await visit(page, `${season.origin}/rules`);
    await page.getByText('Rows of a file').first().waitFor();
  }));

test('a joint round has a table for each part, and each payout the root of its part', (context) =>
  withPage(context, async (page) => {
    const round = (await season.storage.rounds()).findLast(({ state }) => state === 'resolved');
    assert.ok(round?.signals?.payoutRoot !== undefined && round.signals.payoutRoot !== round.payoutRoot);
    await visit(page, `${season.origin}/rounds/${round.number}?score=alpha`);
    const table = page.getByRole('table', { name: `Signals entries of round ${round.number}` });
    await table.waitFor();
    assert.match((await table.locator('thead th').allInnerTexts())[1] ?? '', /^ALPHA/);
    const proofs = region(page, 'Recompute it');
    await proofs.getByLabel('Payout of').selectOption(model);
    await proofs.getByText(round.signals.payoutRoot).waitFor();
    const href = await proofs.getByRole('link', { name: 'All Signals payouts as CSV' }).getAttribute('href');
    const statement = await (await page.request.get(new URL(href ?? '', season.origin).href)).text();
    assert.match(statement, new RegExp(`^signals/${round.number},`, 'm'));
    await keepPicture(page, 'signals-joint-round');
  }));

test('the pages hold on every screen', async (context) => {
  if (typeof browser === 'string') return context.skip(browser);
  await onEveryScreen({
    browser,
    origin: season.origin,
    name: 'signals',
    paths: [
      '/leaderboard?by=signals',
      '/leaderboard?by=signals&columns=alpha,tc,churn,turnover,gate,stake',
      `/models/${model}`,
      '/data',
    ],
  });
});
