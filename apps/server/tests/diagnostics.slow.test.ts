import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { robataClient } from '@robata/client';
import { type DirectionJson, validationFolder } from '@robata/tournament';
import {
  DIAGNOSTICS_FORMAT,
  diagnose,
  directionOfJson,
  BROWSER_DECOMPRESSORS,
  readHere,
} from '@robata/tournament/diagnostics';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildWeb } from './buildWeb.ts';
import { type WrittenRelease, writeValidation } from './diagnosticsRelease.ts';
import { onEveryScreen } from './onEveryScreen.ts';
import { openBrowser } from './openBrowser.ts';
import { type ParticipantServer, participantServer } from './participantServer.ts';
import { syntheticSeason } from './syntheticSeason.ts';
import { PATIENCE_MS, visit, watchPage } from './watchPage.ts';

const SIZE = { eras: 12, stocks: 450, features: 40 };
const PROPORTIONS = Array.from({ length: 11 }, (_, k) => k / 10);
const RESOLVED = 3;
const PASSWORD = 'a sentence that is easy to keep';

let web: string;
let browser: Browser | string;
let server: ParticipantServer;
let release: WrittenRelease;
let folder: string;
let direction: DirectionJson;

before(async () => {
  web = await mkdtemp(join(tmpdir(), 'robata-diagnostics-'));
  browser = await openBrowser();
  if (typeof browser === 'string') return;
  await buildWeb(web);
  server = await participantServer(web);
  const { place } = server.services;
  folder = join(place.datasetFolder, 'v1.0');
  release = await writeValidation(folder, SIZE);
  // A resolved round of the third era, with the direction that a job would have made of its kit.
  const era = release.eras[2] as string;
  const ids = release.csv
    .split('\n')
    .slice(1 + 2 * SIZE.stocks, 1 + 3 * SIZE.stocks)
    .map((line) => line.split(',')[0] as string);
  direction = { ids, values: ids.map((_, i) => Math.sin(i) / 3000) };
  const { storage } = await syntheticSeason({ rounds: 40 });
  const record = (await storage.rounds()).find(({ state }) => state === 'resolved') ?? assert.fail('no round');
  await place.storage.transaction((writer) => writer.putRound({ ...record, number: RESOLVED, era }));
  await place.blobs.put(`rounds/${RESOLVED}/tc-direction.json.gz`, gzipSync(JSON.stringify(direction)));
});

after(async () => {
  if (typeof browser !== 'string') {
    await browser.close();
    await server.close();
    assert.deepEqual(server.failures, [], 'nothing failed on our side');
  }
  await rm(web, { recursive: true });
});

interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: string[];
  /** `METHOD path` of every request. */
  readonly requests: string[];
}

async function asVisitor(context: TestContext, use: (visit: Visit) => Promise<void>): Promise<void> {
  if (typeof browser === 'string') return context.skip(browser);
  const session = await browser.newContext({ acceptDownloads: true, viewport: { width: 1280, height: 900 } });
  session.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await session.newPage();
    const { faults } = watchPage(page, server.origin);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await use({ page, context: session, faults, requests });
    assert.deepEqual(faults, []);
  } finally {
    await session.close();
  }
}

const fileOf = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const drop = (page: Page, name: string, text: string) =>
  page.locator('.drop-zone input').setInputFiles(fileOf(name, text));
const isDone = (page: Page, name: string) =>
  page
    .getByRole('status')
    .filter({ hasText: `${name}:` })
    .waitFor();

async function figuresOf(page: Page): Promise<string> {
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the figures as JSON' }).click();
  return readFile(await (await saved).path(), 'utf8');
}

test('a stranger’s file is diagnosed in the browser, to the last bit as the server does it, and nothing is uploaded', (context) =>
  asVisitor(context, async ({ page, requests }) => {
    await visit(page, `${server.origin}/diagnostics`);
    await drop(page, 'mine.csv', release.csv);
    await isDone(page, 'mine.csv');
    const inBrowser = await figuresOf(page);

    const file = await readHere(new TextEncoder().encode(release.csv), DIAGNOSTICS_FORMAT, BROWSER_DECOMPRESSORS);
    const data = (await validationFolder(folder)) ?? assert.fail('no release');
    const { report, detail, message } = await diagnose(file, data, {
      proportions: PROPORTIONS,
      directionOf: async (era) => (era === release.eras[2] ? directionOfJson(direction) : null),
    });
    assert.equal(inBrowser, JSON.stringify({ report, detail }));
    assert.equal(message, null);
    assert.equal(report.figures.tcErasCount, 1);
    assert.equal(detail?.exposures.length, SIZE.eras);
    assert.ok((report.figures.validationCorrMean ?? 0) > 0.02 && report.figures.validationTb200Mean !== null);

    assert.deepEqual(
      requests.filter((request) => !request.startsWith('GET ') && request !== 'POST /graphql' && request !== 'POST /'),
      [],
    );
    await page.getByText('known to ±').waitFor();
    await page.getByRole('button', { name: 'Largest exposure' }).click();
    await page.waitForURL('**score=exposure*');
    const map = page.getByRole('application');
    await map.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const first = detail?.features.indexOf('feature_000') ?? 0;
    await page
      .locator('.heat output')
      .filter({ hasText: new RegExp(`^Era ${release.eras[0]}, feature_\\d{3}: [+−]0\\.\\d{4}$`) })
      .waitFor();
    assert.ok(Math.abs(detail?.exposures[0]?.[first] ?? 0) > 0.05, 'the first feature matters');
    await page.getByLabel('Neutralized by').fill('100');
    await page.waitForURL('**neutral=100*');
    const neutral = detail?.neutralized.at(-1)?.corrMean ?? Number.NaN;
    const row = page.getByRole('region', { name: 'Neutralized figures' }).getByRole('row', { name: /^CORR, mean/ });
    const figure = neutral.toFixed(4).replace('-', '−');
    await row.filter({ hasText: new RegExp(`${figure}.*${figure}$`) }).waitFor();
  }));

test('the second file needs no download, counts as a look, and works without a connection; refusals name the row', (context) =>
  asVisitor(context, async ({ page, context: session, requests, faults }) => {
    await visit(page, `${server.origin}/diagnostics`);
    await drop(page, 'first.csv', release.csv);
    await isDone(page, 'first.csv');
    await page.getByText('looked at one file').waitFor();
    await drop(page, 'again.csv', release.csv);
    await isDone(page, 'again.csv');
    await page.getByText('looked at one file').waitFor();
    await drop(page, 'lucky.csv', release.lucky);
    await isDone(page, 'lucky.csv');
    await page.getByText('looked at 2 different files').waitFor();

    const lines = release.csv.split('\n');
    const refused = async (change: (line: string) => string, row: number, sentence: RegExp): Promise<void> => {
      await drop(
        page,
        'wrong.csv',
        lines
          .map((line, at) => (at === row ? change(line) : line))
          .filter(Boolean)
          .join('\n'),
      );
      await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
    };
    await refused(
      (line) => line.replace(/,.*/, ',1.5'),
      9,
      /Row 9, column prediction: the value 1.5 is not between 0 and 1/,
    );
    await refused(() => lines[5] as string, 9, /Row 9, column id: ".*" stands there twice/);
    await refused(
      () => '',
      SIZE.stocks * (SIZE.eras - 1) + 9,
      new RegExp(`Era ${release.eras.at(-1)} has 450 rows and the file 449 of them`),
    );
    await refused((line) => line.replace('id,', 'name,'), 0, /no column of ids/);

    const before = requests.length;
    faults.splice(0);
    await session.setOffline(true);
    await drop(page, 'offline.csv', release.lucky);
    await isDone(page, 'offline.csv');
    await page.getByText('as it was last loaded').waitFor();
    assert.ok(requests.slice(before).every((request) => !request.includes('/datasets/')));
    await session.setOffline(false);
    // What the page said while it was offline is heard before its answer to this.
    await page.evaluate(() => navigator.onLine);
    faults.splice(0);
    await page.getByRole('button', { name: 'Begin counting anew' }).click();
    await page.getByText('looked at one file').waitFor();
  }));

test('who is signed in sees the recorded runs of own models beside the file, and nobody else’s', (context) =>
  asVisitor(context, async ({ page }) => {
    const signUp = async (username: string): Promise<void> => {
      await visit(page, `${server.origin}/sign-up`);
      await page.getByLabel('Username', { exact: true }).fill(username);
      await page.getByLabel('E-mail address', { exact: true }).fill(`${username}@example.org`);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign up' }).first().click();
      await page.getByRole('heading', { name: 'Models', exact: true }).waitFor();
      await page.getByLabel('Name', { exact: true }).fill(`${username}_one`);
      await page.getByRole('button', { name: 'Make the model' }).click();
      await page.getByRole('heading', { name: `${username}_one` }).waitFor();
    };
    await signUp('dora');
    const { publicId, secretKey } = (await page.evaluate(async () => {
      const answer = await fetch('/api/account/keys', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'test' }),
      });
      return answer.json();
    })) as { publicId: string; secretKey: string };
    const own = robataClient({ origin: server.origin, key: `${publicId}$${secretKey}` });
    const [model] = await own.account.models();
    const run = await own.diagnose({ modelId: model?.id ?? '', file: new Blob([release.csv]), filename: 'mine.csv' });
    const done = await own.waitForDiagnostics(run.id, { everySeconds: 0.2 });
    assert.equal(done.status, 'done', done.message ?? '');

    await visit(page, `${server.origin}/diagnostics`);
    const runs = page.getByRole('region', { name: 'Recorded runs' });
    await runs.getByRole('row', { name: /dora_one/ }).waitFor();
    await drop(page, 'lucky.csv', release.lucky);
    await isDone(page, 'lucky.csv');
    const mean = done.report?.figures.validationCorrMean ?? 0;
    assert.match(
      (await runs.textContent()) ?? '',
      new RegExp(`\\+${mean.toFixed(4)} \\(−0\\.`),
      'the lucky file has less',
    );
    // What the run recorded is what the browser computes of the same file.
    await drop(page, 'mine.csv', release.csv);
    await isDone(page, 'mine.csv');
    const { report } = JSON.parse(await figuresOf(page)) as { report: unknown };
    const { ratings: _, ...recorded } = done.report ?? assert.fail('no report');
    assert.deepEqual(report, recorded);

    await page.context().clearCookies();
    await signUp('emil');
    await visit(page, `${server.origin}/diagnostics`);
    await page.getByText('None of your models has a run').waitFor();
  }));

test('the page is fine on every screen, empty and with a file', async (context) => {
  if (typeof browser === 'string') return context.skip(browser);
  await onEveryScreen({ browser, origin: server.origin, name: 'empty', paths: ['/diagnostics'] });
  await onEveryScreen({
    browser,
    origin: server.origin,
    name: 'file',
    paths: ['/diagnostics'],
    async prepare(page) {
      await drop(page, 'mine.csv', release.csv);
      await isDone(page, 'mine.csv');
      await page.getByRole('application').focus();
      await page.keyboard.press('ArrowDown');
    },
  });
});
