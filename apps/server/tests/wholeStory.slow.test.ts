import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser } from './openBrowser.ts';
import { csvOf, field, fileOf, keepPicture, makeModel, PASSWORD, press, signIn, signUp, type Visit } from './stage.ts';
import { PATIENCE_MS, visit, watchPage } from './watchPage.ts';

const ROBATA = fileURLToPath(new URL('../../cli/bin/robata.js', import.meta.url));
/** A round is open for two of these days and pays after 22 of them. */
const SEASON = ['--universe', '100', '--rounds', '6', '--models', '6', '--signals', '0', '--day-seconds', '1'];

let folder: string;
let browser: Browser | string;
let server: ChildProcess | undefined;
let said = '';
let origin = '';

/** The real command, over a season that it plays first; ready once days pass by the clock. */
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robata-story-'));
  browser = await openBrowser();
  if (typeof browser === 'string') return;
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, [ROBATA, 'start', '--data', folder, '--port', '0', ...SEASON], { env });
  server = child;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (origin === '' || (await fetch(`${origin}/readyz`)).status !== 200) {
    assert.equal(child.exitCode ?? child.signalCode, null, said);
    await sleep(100);
    origin = /http:\/\/localhost:\d+/.exec(said)?.[0] ?? '';
  }
});
after(async () => {
  if (typeof browser !== 'string') await browser.close();
  if (server !== undefined && server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

/** `robata admin …`, as an operator types it beside the running server. */
async function admin<T>(...words: string[]): Promise<T> {
  const all = [ROBATA, 'admin', ...words, '--data', folder, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, all);
  return JSON.parse(stdout) as T;
}

interface Person extends Visit {
  /** Whatever went wrong on any of this person's pages. */
  readonly faults: readonly string[];
}

/** Somebody with a browser of their own. */
async function person(of: Browser): Promise<Person> {
  const session = await of.newContext({ acceptDownloads: true });
  session.setDefaultTimeout(PATIENCE_MS);
  const page = await session.newPage();
  const { faults } = watchPage(page, origin);
  const refused = (pattern: RegExp): void => {
    const known = faults.splice(0).filter((fault) => !fault.startsWith('console: Failed to load resource'));
    assert.ok(known.length > 0, 'something was refused');
    assert.deepEqual(
      known.filter((fault) => !pattern.test(fault)),
      [],
    );
  };
  return { page, at: (path) => visit(page, `${origin}${path}`), refused, faults };
}

/** Somebody whom the operator's shell makes an account for, and who chooses a password by the link that is sent. */
async function invited(of: Browser, username: string, role: string): Promise<Person> {
  const who = await person(of);
  await admin('account', 'create', '--username', username, '--email', `${username}@example.org`, '--role', role);
  const { path } = await admin<{ path: string }>('account', 'reset-password', '--username', username);
  await who.at(path);
  await field(who.page, 'New password').fill(PASSWORD);
  await press(who.page, 'Set the password');
  await who.page.waitForURL('**/sign-in');
  await signIn(who, username);
  await who.page.waitForURL('**/account');
  return who;
}

interface Live {
  readonly number: number;
  readonly state: string;
  readonly ids: readonly string[];
}

/** What the server answers this person's own page. */
async function asked<T>(page: Page, path: string): Promise<T> {
  return (await page.evaluate(async (url) => (await fetch(url)).json(), path)) as T;
}

/** Hands in a file while a round is open, in the next one where the machine was too slow for it; gives the round that counts it. */
async function submit({ page, at }: Person, model: string): Promise<number> {
  const drafts = page.getByRole('list', { name: 'Files to submit' }).getByRole('listitem');
  for (let tried = 0; ; ) {
    const path = '/api/account/live-rounds?tournament=classic';
    const open = (await asked<{ rounds: Live[] }>(page, path)).rounds.find(({ state }) => state === 'open');
    if (open === undefined || open.number === tried) {
      await sleep(50);
      continue;
    }
    tried = open.number;
    await at('/submit');
    await page.locator('input[type=file]').setInputFiles(fileOf(`${model}.csv`, csvOf(open.ids)));
    const checked = drafts.locator('.fine, .caution, .field-fault').first();
    await checked.waitFor();
    if ((await checked.textContent()) !== `✓ All ${open.ids.length} stocks of round ${tried}.`) continue;
    // The page looks at the rounds by itself, too: where this one has just closed there may be nothing left to send.
    const button = page.getByRole('button', { name: /^Submit$/ });
    const isPressed = await button.click({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (!isPressed) continue;
    const fate = drafts.locator('.draft-state').filter({ hasText: /accepted|rejected|after its close/ });
    const sent = fate.or(drafts.locator('.field-fault')).first();
    await sent.waitFor();
    if ((await sent.textContent())?.includes(`accepted counts ${open.ids.length} stocks in round ${tried}.`))
      return tried;
  }
}

/** The exact tokens of a figure of the wallet, however they are rounded on the page. */
async function tokens(page: Page, name: string): Promise<number> {
  const part = page.locator('.sum-line > div').filter({ has: page.getByRole('button', { name, exact: true }) });
  return Number((await part.locator('.exact').getAttribute('title'))?.replace(' tokens', ''));
}

/** Comes back to a page until it shows what has to come. */
async function comesTo({ page, at }: Person, path: string, what: RegExp | Locator): Promise<void> {
  const found = what instanceof RegExp ? page.locator('main').getByText(what) : what;
  for (let tries = 0; tries < 600; tries += 1) {
    await at(path);
    if ((await found.count()) > 0) return;
    await sleep(500);
  }
  assert.fail(`${path} never said ${what}`);
}

/** What somebody else tries on a participant's things; the statuses. */
function meddle(page: Page, model: string, withdrawal: string): Promise<readonly number[]> {
  return page.evaluate(
    async ([own, request]) => {
      const ask = async (method: string, path: string, body?: object): Promise<number> => {
        const headers = { 'idempotency-key': `${method} ${path}`, ...(body && { 'content-type': 'application/json' }) };
        const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
        return (await fetch(`/api/account/${path}`, sent)).status;
      };
      return [
        await ask('PATCH', `models/${own}`, { name: 'mine_now' }),
        await ask('GET', `models/${own}/stake`),
        await ask('POST', `models/${own}/stake`, { type: 'drain' }),
        await ask('GET', `submissions?modelId=${own}`),
        await ask('POST', 'uploads', { modelId: own, filename: 'x.csv', kind: 'submission' }),
        await ask('POST', `withdrawals/${request}/cancel`),
      ];
    },
    [model, withdrawal] as const,
  );
}

/** Somebody asks for a part of a product, the operator says that the money is here, and it is theirs with the next close. */
async function invest(of: Browser): Promise<void> {
  const ivan = await invited(of, 'ivan', 'investor');
  await ivan.at('/fund/market_neutral');
  await field(ivan.page, 'Amount in USD').fill('500,000');
  await press(ivan.page, 'Ask to subscribe');
  await ivan.page.getByText('waits for the operator').waitFor();
  const { requests } = await admin<{ requests: { id: string; username: string }[] }>('fund', 'requests');
  assert.deepEqual(
    requests.map(({ username }) => username),
    ['ivan'],
  );
  await admin('fund', 'request', 'confirm', '--request', String(requests[0]?.id), '--reference', 'bank 17');
  await comesTo(ivan, '/fund/market_neutral', /^done on .*500,000\.00/);
  const { products } = await asked<{ products: { product: string; value: string }[] }>(
    ivan.page,
    '/api/account/capital',
  );
  const value = Number(products.find(({ product }) => product === 'market_neutral')?.value);
  assert.ok(Math.abs(value / 500_000 - 1) < 0.05, `${value} is what was brought and what it earned since`);
  await keepPicture(ivan.page, 'story-investor');
  assert.deepEqual(ivan.faults, []);
}

test('from sign-up to payout and withdrawal, with an operator, an investor, and somebody who may see and change nothing of it', async (context) => {
  if (typeof browser === 'string') return context.skip(browser);
  const olga = await invited(browser, 'olga', 'operator');
  const [ada, eve] = [await person(browser), await person(browser)];
  await signUp(ada, 'ada');
  await makeModel(ada.page, 'ada_ridge');
  await signUp(eve, 'eve');
  await makeModel(eve.page, 'eve_trees');

  await olga.at('/console/accounts/ada');
  await press(olga.page, /^Deposit …/);
  await field(olga.page, 'Amount in tokens').fill('100');
  await press(olga.page, 'Deposit them');
  await olga.page.locator('.told').getByText('100.00 tokens were deposited for ada').waitFor();

  await ada.at('/wallet/ada_ridge');
  await field(ada.page, 'Amount').fill('60');
  await press(ada.page, 'See what happens');
  await press(ada.page, 'Add it');
  await ada.page.getByText('60 tokens: done.').waitFor();
  const round = await submit(ada, 'ada_ridge');

  // The close counts the stake, and days score it.
  const atRisk = ada.page.getByRole('region', { name: /^Rounds that count this stake/ });
  const scored = atRisk.getByRole('row', { name: new RegExp(`${round} .*day [1-9]\\d* of 20.*60\\.00`) });
  await comesTo(ada, '/wallet/ada_ridge', scored);
  await invest(browser);

  // At the end it pays or burns: the stake, the wallet, the statement, the model and the news say the same.
  const movements = ada.page.getByRole('region', { name: /^Movements of the stake/ });
  const paid = movements.getByRole('row', { name: new RegExp(`round resolved ${round} `) });
  await comesTo(ada, '/wallet/ada_ridge', paid);
  const exact = paid
    .getByRole('cell')
    .nth(3)
    .getByTitle(/ tokens$/);
  const payout = Number((await exact.getAttribute('title'))?.replace(' tokens', ''));
  await keepPicture(ada.page, 'story-stake');
  assert.ok(payout !== 0, 'the round moved money');
  await ada.at('/models/ada_ridge');
  await ada.page
    .getByRole('row', { name: new RegExp(`^${round} .*resolved`) })
    .first()
    .waitFor();
  await ada.at('/wallet');
  const all = await tokens(ada.page, 'All you hold');
  assert.ok(Math.abs(all - 100 - payout) < 1e-9, `${all} is 100 and what was paid`);
  const [statement] = await Promise.all([
    ada.page.waitForEvent('download'),
    press(ada.page, 'Account statement (CSV)'),
  ]);
  assert.match(await readFile(await statement.path(), 'utf8'), new RegExp(`classic/${round}\\b`));

  // Out of the wallet: asked for, sent by the operator, told.
  await field(ada.page, 'Amount to withdraw').fill('25');
  await press(ada.page, 'See what happens');
  await press(ada.page, 'Ask for it');
  await ada.page.getByText('25 tokens are asked for').waitFor();
  const asks = await asked<{ withdrawals: { id: string }[] }>(ada.page, '/api/account/withdrawals');
  const { models } = await asked<{ models: { id: string }[] }>(ada.page, '/api/account/models');

  // Whoever is not ada finds nothing of hers, and changes nothing.
  const mine = '/api/account/holdings';
  const before = await asked(ada.page, mine);
  assert.deepEqual(await meddle(eve.page, String(models[0]?.id), String(asks.withdrawals[0]?.id)), Array(6).fill(404));
  eve.refused(/^404: .*\/api\/account\//);
  assert.deepEqual(await asked(ada.page, mine), before);
  await eve.at('/wallet');
  assert.equal(await tokens(eve.page, 'All you hold'), 0);
  await eve.page.getByText('Nothing was withdrawn yet.').waitFor();
  await eve.at('/models/ada_ridge');
  assert.equal(await eve.page.getByText('Only you see what stands in this frame.').count(), 0);
  await eve.at('/account/notifications');
  await eve.page.getByText('Nothing happened yet that concerns you.').waitFor();
  await eve.at('/console');
  await eve.page.getByText('Only operators run the tournament.').waitFor();

  await olga.at('/console/money');
  await press(olga.page, /^Confirm the withdrawal of 25.00/);
  await field(olga.page, 'What names the transfer').fill('transfer 17');
  await press(olga.page, 'They were sent');
  await olga.page
    .locator('.told')
    .getByText(/is confirmed/)
    .waitFor();
  await comesTo(ada, '/account/notifications', new RegExp(`^Round ${round} has resolved: ada_ridge had 60 at risk`));
  await comesTo(ada, '/account/notifications', /^Your withdrawal of 25 was sent \(transfer 17\)\.$/);
  await ada.at('/wallet');
  assert.ok(Math.abs((await tokens(ada.page, 'All you hold')) - (all - 25)) < 1e-9);
  await keepPicture(ada.page, 'story-wallet');
  for (const { faults } of [ada, eve, olga]) assert.deepEqual(faults, []);
});
