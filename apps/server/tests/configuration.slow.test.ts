import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type DataFolder, openDataFolder, readOperatorKey, type RehearsalFigures } from '@robata/tournament';
import type { Browser, Page } from 'playwright-core';
import { createServer } from '../src/createServer.ts';
import { openServices, type TournamentServices } from '../src/services/openServices.ts';
import { buildWeb } from './buildWeb.ts';
import { onEveryScreen } from './onEveryScreen.ts';
import { openBrowser } from './openBrowser.ts';
import { PATIENCE_MS, visit, watchPage } from './watchPage.ts';

const ROBATA = fileURLToPath(new URL('../../cli/bin/robata.js', import.meta.url));
const PASSWORD = 'a sentence that is easy to keep';
const ROUNDS = 3;

let folder: string;
let web: string;
let browser: Browser | string;
let place: DataFolder;
let services: TournamentServices;
let origin = '';
let close: () => Promise<void>;
const failures: unknown[] = [];

/** A real small season with its data set, served with everything that people can do. */
before(async () => {
  [folder, web] = (await Promise.all(
    ['season', 'pages'].map((name) => mkdtemp(join(tmpdir(), `robata-configuration-${name}-`))),
  )) as [string, string];
  browser = await openBrowser();
  if (typeof browser === 'string') return;
  const words = [
    'season',
    '--generated',
    '--universe',
    '120',
    '--rounds',
    String(ROUNDS),
    '--models',
    '4',
    '--data',
    folder,
  ];
  await Promise.all([promisify(execFile)(process.execPath, [ROBATA, ...words]), buildWeb(web)]);
  place = await openDataFolder(folder);
  await place.storage.transaction((writer) =>
    writer.addIncidents([
      {
        rule: 'thin_day',
        severity: 'warning',
        rows: 70,
        day: '2015-12-16',
        security: null,
        round: null,
        message: 'only 50 securities have a price, 42 % of the usual 120; the missing ones stay missing.',
      },
      {
        rule: 'funds',
        severity: 'info',
        rows: 2,
        day: null,
        security: null,
        round: null,
        message: 'two are funds; they are kept.',
      },
    ]),
  );
  services = await openServices({
    place,
    folder,
    publicUrl: () => origin,
    configuredUrl: null,
    allowPrivateWebhooks: false,
    seasonProgram: [process.execPath, ROBATA],
    now: () => new Date(),
    onFault: (error) => failures.push(error),
  });
  const app = await createServer({
    reader: place.storage,
    blobs: place.blobs,
    webFolder: web,
    isReady: () => true,
    services,
    onFailure: (error) => failures.push(error),
  });
  origin = await app.listen({ host: '127.0.0.1', port: 0 });
  close = async () => {
    app.server.closeAllConnections();
    await app.close();
    await services.stop();
    await place.close();
  };
});

after(async () => {
  if (typeof browser !== 'string') {
    await browser.close();
    await close();
    assert.deepEqual(failures, [], 'nothing failed on our side');
  }
  await Promise.all([folder, web].map((path) => rm(path, { recursive: true })));
});

interface Visit {
  readonly page: Page;
  readonly at: (path: string) => Promise<void>;
  readonly faults: string[];
}

async function asVisitor(context: TestContext, use: (visit: Visit) => Promise<void>): Promise<void> {
  if (typeof browser === 'string') return context.skip(browser);
  const session = await browser.newContext({ acceptDownloads: true });
  session.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await session.newPage();
    const { faults } = watchPage(page, origin);
    await use({ page, faults, at: (path) => visit(page, `${origin}${path}`) });
    assert.deepEqual(faults, []);
  } finally {
    await session.close();
  }
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

/** Signs up; an operator is given the role by the tournament's own one. */
async function signUp(page: Page, username: string, isOperator = false): Promise<void> {
  const response = await page.request.post(`${origin}/api/auth/sign-up/email`, {
    headers: { origin },
    data: { username, name: username, email: `${username}@example.org`, password: PASSWORD },
  });
  assert.ok(response.ok(), await response.text());
  if (!isOperator) return;
  const key = readOperatorKey(folder);
  await fetch(`${origin}/api/operator/account/role`, {
    method: 'POST',
    headers: { authorization: `Token ${key?.publicId}$${key?.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ username, role: 'operator' }),
  });
}

test('a stranger reads what the data are, downloads them as they are said to be, and finds features and incidents', (context) =>
  asVisitor(context, async ({ page, at }) => {
    await at('/data');
    const files = page.getByRole('region', { name: 'Files', exact: true });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      files.getByRole('link', { name: 'train.parquet' }).click(),
    ]);
    const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    const [sent, written] = await Promise.all([
      readFile((await download.path()) ?? ''),
      readFile(join(folder, 'datasets', 'v1.0', 'train.parquet')),
    ]);
    assert.equal(digest(sent), digest(written));
    const release = JSON.parse(await readFile(join(folder, 'datasets', 'v1.0', 'release.json'), 'utf8'));
    const row = files.getByRole('row', { name: /train\.parquet/ });
    assert.match((await row.textContent()) ?? '', new RegExp(release.files.train.rows.toLocaleString('en-US')));
    const matrix = page.getByRole('region', { name: 'Correlations of the targets' });
    const place = (name: string): number => release.target_correlations.names.indexOf(name);
    const mean: number = release.target_correlations.means[place('nomi_20')][place('janet_20')];
    const cell = matrix
      .getByRole('row', { name: /^nomi_20/ })
      .getByRole('cell')
      .nth(place('janet_20'));
    assert.ok(((await cell.textContent()) ?? '').startsWith(mean.toFixed(2)), 'the matrix is the release’s own');
    await page.getByPlaceholder('name, family or formula').fill('momentum');
    await page.waitForURL('**filter=momentum*');
    await press(page, /^all ·/);
    await page.waitForURL('**set=all*');
    const features = page.getByRole('region', { name: 'Features of the all set' });
    await features.getByRole('row').nth(2).waitFor();
    await press(page, 'Low memory');
    await page.getByText(`data = "${origin}/api/data/files/v1.0"`).waitFor();
    const health = page.getByRole('region', { name: 'Incidents of the data' });
    await health.getByText('the missing ones stay missing.').waitFor();
    await press(page, /^info · 1/);
    await health.getByText('the missing ones stay missing.').waitFor({ state: 'detached' });
    await health.getByText('they are kept.').waitFor();
  }));

test('the program for column ranges reads only what it asks for, over the address on the page', async (context) => {
  await asVisitor(context, async ({ page, at }) => {
    await at('/data?read=javascript');
    const program = (await page.locator('.copy-text code').first().textContent()) ?? '';
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
    });
    assert.match(stdout, /^\d+ \{/);
    assert.match(stdout, /target: [\d.]+/);
  });
});

test('everybody reads the rules; a participant neither sees nor changes what operators do with them', (context) =>
  asVisitor(context, async ({ page, at, faults }) => {
    await at('/rules');
    await page.getByText('72,000 tokens').waitFor();
    await page.getByText('in force', { exact: true }).waitFor();
    await at('/console/configuration');
    await page.getByText('sign in as one').waitFor();
    await signUp(page, 'paul');
    await at('/console/configuration');
    await page.getByText('who is none').waitFor();
    const statuses = await page.evaluate(async () => {
      const ask = async (verb: string): Promise<number> =>
        (
          await fetch(`/api/operator/configuration/${verb}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{"changes":{"payout.clip":"1"},"reason":"mine","hash":"x"}',
          })
        ).status;
      return Promise.all(['show', 'check', 'propose', 'diff', 'adopt', 'withdraw', 'rehearse', 'rehearsal'].map(ask));
    });
    assert.deepEqual(new Set(statuses), new Set([403]));
    assert.equal(await services.configuration.proposal(), null);
    faults.splice(0);
  }));

test('an operator changes the rules: mends what is refused, sees the difference, rehearses it and adopts it; everybody reads it', (context) =>
  asVisitor(context, async ({ page, at }) => {
    await signUp(page, 'olga', true);
    await at('/console/configuration');
    const limit = field(page, 'Limit of a payout');
    await limit.fill('2');
    await page.getByText('is a decimal text from "0.001" to "1"').waitFor();
    assert.equal(await limit.getAttribute('aria-invalid'), 'true');
    await limit.fill('0.02');
    const preview = page.getByRole('region', { name: 'What would change' });
    await preview.getByText('0.05').waitFor();
    await field(page, 'Reason, a sentence that everybody reads').fill('Smaller swings.');
    await press(page, 'Propose it');
    await page.getByRole('heading', { name: `Proposed: version 2, from round ${ROUNDS + 1} on` }).waitFor();

    await field(page, 'Rounds').fill('2');
    await field(page, 'Participants').fill('3');
    await field(page, 'Stocks').fill('100');
    await press(page, 'Rehearse it');
    await press(page, 'Cancel the rehearsal');
    await page.getByText('It was cancelled.').waitFor();
    await field(page, 'Rounds').fill('2');
    await field(page, 'Participants').fill('3');
    await field(page, 'Stocks').fill('100');
    await press(page, 'Rehearse it');
    const seasons = page.getByRole('region', { name: 'The season with the rules of now' });
    await seasons.waitFor({ timeout: 300_000 });
    const rehearsal = (await place.storage.document('configuration/rehearsal')) as { proposed: RehearsalFigures };
    const paid = await seasons.getByRole('row', { name: /^Paid out/ }).textContent();
    assert.ok(paid?.includes(Number(rehearsal.proposed.paid).toFixed(2)), `${paid}`);

    await press(page, 'Adopt it …');
    await field(page, `Type “round ${ROUNDS + 1}” to confirm`).fill('yes');
    await press(page, 'Adopt version 2');
    await page.getByText(`This is not 'round ${ROUNDS + 1}'.`).waitFor();
    await field(page, `Type “round ${ROUNDS + 1}” to confirm`).fill(`round ${ROUNDS + 1}`);
    await press(page, 'Adopt version 2');
    await page
      .getByText(`Version 2 holds from round ${ROUNDS + 1} on.`)
      .first()
      .waitFor();
    assert.equal((await services.configuration.of(ROUNDS + 1)).payoutPolicy.clip.limit, 2n * 10n ** 10n);
    assert.equal((await services.configuration.of(ROUNDS)).version, 1);
    assert.ok(
      (await services.accounts.acts()).acts.some(
        ({ action, actor }) => action === 'configuration adopt' && actor === 'olga',
      ),
    );

    await at('/rules');
    await page.getByText(`From round ${ROUNDS + 1} on`, { exact: true }).waitFor();
    await page.getByText('Smaller swings.').waitFor();
  }));

test('the pages of data, rules and their configuration fit every screen, with a proposal and its rehearsal', async (context) => {
  if (typeof browser === 'string') return context.skip(browser);
  const act = { author: 'olga', time: new Date(0).toISOString() };
  const changes = { 'weighting.kind': 'capped', 'weighting.share': 0.1, 'optimizer.turnoverPerWeek': 0.1 };
  const { hash } = await services.configuration.propose({
    changes,
    reason: 'A whale holds a fifth of all stakes.',
    ...act,
  });
  const rehearsal = (await place.storage.document('configuration/rehearsal')) as object;
  await place.storage.transaction((writer) => writer.putDocument('configuration/rehearsal', { ...rehearsal, hash }));
  let signedUp = 0;
  await onEveryScreen({
    browser,
    origin,
    name: 'configuration',
    paths: ['/data', '/rules', '/console/configuration'],
    before: (page) => signUp(page, `operator_${(signedUp += 1)}`, true),
    prepare: async (page, path) => {
      if (!path.startsWith('/console')) return;
      await press(page, 'Adopt it …');
      await page.getByRole('dialog').waitFor();
      await press(page, 'Leave it as it is');
      await field(page, 'Limit of a payout').fill('7');
      await page.getByText('is a decimal text from "0.001" to "1"').waitFor();
    },
  });
});
