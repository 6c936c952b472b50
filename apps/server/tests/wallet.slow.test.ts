import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test, { after, before, type TestContext } from 'node:test';
import { robataClient } from '@robata/client';
import { ledgerRoundId, robata1, type RoundRecord, sharedLedger } from '@robata/tournament';
import type { BrowserContextOptions, Download, Page } from 'playwright-core';
import { onEveryScreen } from './onEveryScreen.ts';
import {
  asVisitor,
  choose,
  field,
  keepPicture,
  makeModel,
  openStage,
  press,
  signIn,
  signUp,
  type Stage,
  type Visit,
} from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const visiting = (context: TestContext, use: (visit: Visit) => Promise<void>, options?: BrowserContextOptions) =>
  asVisitor(stage, context, use, options);

const DAY_MS = 86_400_000;
const isoSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** What an operator's key asks for. */
async function operate(words: string, body: object): Promise<Record<string, string>> {
  const response = await fetch(`${stage.server.origin}/api/operator/${words.replaceAll(' ', '/')}`, {
    method: 'POST',
    headers: { authorization: `Token ${stage.server.operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()) as Record<string, string>;
}

/** A round that has closed: the ledger counts what the models hold, and its record says when it is planned to resolve. */
async function closeRound(number: number, models: readonly number[]): Promise<void> {
  const { storage } = stage.server.services.place;
  const closed = Date.now() - DAY_MS;
  const record: RoundRecord = {
    number,
    tournament: 'classic',
    era: String(number),
    eraDay: isoSecond(closed - 3 * DAY_MS + 7 * DAY_MS * (number - 58)).slice(0, 10),
    state: 'scoring',
    opensAt: isoSecond(closed - DAY_MS),
    closesAt: isoSecond(closed),
    scoredDays: 1,
    horizonDays: 20,
    configVersion: 1,
    columns: [],
    stocks: 80,
    commitment: null,
    salt: null,
    optimizer: null,
    payoutFactor: null,
    planHash: null,
    reason: null,
  };
  await storage.transaction((writer) => writer.putRound(record));
  await sharedLedger(storage).transact((book) =>
    book.post({
      idempotencyKey: `snapshot:${number}`,
      command: {
        kind: 'snapshot',
        round: ledgerRoundId(record),
        models: models.map(String),
        lossLimit: robata1.payoutPolicy.clip.limit,
      },
    }),
  );
}

const ofSum = (page: Page, name: string) =>
  page
    .locator('.sum-line > div')
    .filter({ has: page.getByRole('button', { name, exact: true }) })
    .locator('.exact');
const tokens = async (page: Page, name: string): Promise<string> =>
  (await ofSum(page, name).getAttribute('title'))?.replace(' tokens', '') ?? '';

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}

async function downloaded(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, name)]);
  return textOf(download);
}

/** The exact sum of a column of a CSV file whose fields hold no commas before it. */
function sumOfColumn(csv: string, column: string): string {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/);
  const at = head.split(',').indexOf(column);
  assert.ok(at >= 0, column);
  const units = lines
    .map((line) => line.split(',')[at] ?? '')
    .filter((field) => field !== '')
    .map((field) => {
      const [whole = '0', places = ''] = field.replace('-', '').split('.');
      const size = BigInt(whole) * 10n ** 18n + BigInt(places.padEnd(18, '0'));
      return field.startsWith('-') ? -size : size;
    })
    .reduce((a, b) => a + b, 0n);
  const text = `${units / 10n ** 18n}.${String(units % 10n ** 18n).padStart(18, '0')}`;
  return text.replace(/\.?0+$/, '');
}

test('money is deposited, staked, at risk, taken out, taken back, moved and withdrawn, and every page of it adds up', (context) =>
  visiting(context, async (visitor) => {
    const { page, at, refused } = visitor;
    const { services } = stage.server;
    await signUp(visitor, 'staker');
    await makeModel(page, 'staker_one');
    await makeModel(page, 'staker_two');
    await at('/wallet');
    await page.getByText('Nothing was deposited yet.').waitFor();
    assert.equal(await tokens(page, 'All you hold'), '0');

    await operate('deposit', { username: 'staker', amount: '100.000000000000000001' });
    await at('/wallet');
    assert.equal(await tokens(page, 'All you hold'), '100.000000000000000001');

    // A stake: refused beside its field, shown before it is done, done once however often the button is pressed.
    await page.getByRole('link', { name: 'staker_one' }).click();
    await page.getByRole('heading', { name: 'Stake of staker_one' }).waitFor();
    const fault = page.locator('.field-fault');
    for (const [amount, says] of [
      ['a lot', /is no amount/],
      ['1000', /not enough in the wallet/],
    ] as const) {
      await field(page, 'Amount').fill(amount);
      await press(page, 'See what happens');
      await fault.filter({ hasText: says }).waitFor();
      assert.equal(await field(page, 'Amount').getAttribute('aria-invalid'), 'true');
    }
    refused(/^4\d\d: .*stake\/preview/);
    await field(page, 'Amount').fill('60');
    await press(page, 'See what happens');
    await page.getByText('It counts from the next close on').waitFor();
    await page.getByText('40.00').first().waitFor();
    await keepPicture(page, 'wallet-preview');
    assert.equal(await tokens(page, 'Value'), '0', 'nothing has happened yet');
    const keys = new Set<string | undefined>();
    page.on('request', (request) => {
      const isChange = request.method() === 'POST' && request.url().endsWith('/stake');
      if (isChange) keys.add(request.headers()['idempotency-key']);
    });
    // The answer is lost on its way: trying again is the same request, and moves nothing a second time.
    await page.route('**/stake', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('button', { name: 'Add it' }).dblclick();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    refused(/^failed: .*\/stake$/);
    await page.unroute('**/stake');
    await press(page, 'Try again');
    await page.getByText('60 tokens: done.').waitFor();
    assert.equal(keys.size, 1, 'one key for all of it');
    assert.deepEqual([await tokens(page, 'Value'), await tokens(page, 'Stake')], ['60', '60']);

    // Two rounds count it.
    const models = await services.accounts.listModels((await services.accounts.find({ username: 'staker' }))?.id ?? '');
    const [one] = models.map(({ model }) => model) as [number];
    for (const round of [58, 59]) await closeRound(round, [one]);
    await page.reload();
    const atRisk = page.getByRole('region', { name: /^Rounds that count this stake/ });
    await atRisk.getByRole('row', { name: /58.*day 1 of 20.*60\.00.*3\.00/ }).waitFor();
    await atRisk.getByRole('row', { name: /59.*60\.00.*3\.00/ }).waitFor();

    // Taking out: what rounds count waits for the last of them.
    await choose(page, /^Take out$/);
    await page.waitForURL('**?change=decrease');
    await field(page, 'Amount').fill('60');
    await press(page, 'See what happens');
    await page.getByText('when round 59 has resolved (planned for').waitFor();
    await keepPicture(page, 'wallet-preview-decrease');
    await press(page, 'Take it out');
    await page.getByText('60 tokens: done.').waitFor();
    assert.deepEqual(
      [await tokens(page, 'Value'), await tokens(page, 'Stake'), await tokens(page, 'Pending release')],
      ['60', '0', '60'],
    );

    // Back in from the wallet, and the rest of it to the other model.
    await choose(page, /^Add$/);
    await field(page, 'Amount').fill('10');
    await press(page, 'See what happens');
    await press(page, 'Add it');
    await page.getByText('10 tokens: done.').waitFor();
    await press(page, /^Take back the release of 60/);
    await press(page, 'See what happens');
    await press(page, 'Take it back');
    await page.getByText('Nothing is on its way out.').waitFor();
    assert.equal(await tokens(page, 'Stake'), '70');
    await choose(page, /^Move$/);
    await field(page, 'Amount').fill('46');
    await press(page, 'See what happens');
    await page.getByText('Arrives in the stake of staker_two').waitFor();
    await press(page, 'Move it');
    await page.getByText('46 tokens: done.').waitFor();
    await page.getByText('the stake of staker_two').first().waitFor();
    await press(page, /^Choose this: payouts into the wallet/);
    await page.getByRole('button', { name: /^Choose this: payouts into the stake/ }).waitFor();

    const movements = page.getByRole('region', { name: /^Movements of the stake/ });
    await movements.getByRole('row', { name: /counted at the close.*59/ }).waitFor();
    await movements.getByRole('row', { name: /release cancelled/ }).waitFor();
    const statement = await downloaded(page, 'Movements (CSV)');
    const last = statement.trim().split('\n').at(-1)?.split(',');
    assert.deepEqual(
      [last?.[1], last?.[3], last?.[5]],
      ['stake_move', await tokens(page, 'Stake'), await tokens(page, 'Pending release')],
    );

    // Money out: asked for, sent by the operator; another one is taken back.
    await at('/wallet');
    const value = await tokens(page, 'All you hold');
    assert.equal(value, '100.000000000000000001');
    await page
      .getByRole('region', { name: /^What comes when/ })
      .getByRole('row', { name: /staker_one/ })
      .waitFor();
    for (const amount of ['20.000000000000000001', '5']) {
      await field(page, 'Amount to withdraw').fill(amount);
      await press(page, 'See what happens');
      await page.getByText('Out of the wallet now').waitFor();
      await press(page, 'Ask for it');
      await page.getByText(`${amount} tokens are asked for`).waitFor();
    }
    assert.deepEqual(
      [await tokens(page, 'All you hold'), await tokens(page, 'Withdrawals waiting')],
      [value, '25.000000000000000001'],
    );
    await press(page, 'Cancel the withdrawal of 5');
    await press(page, /^Take it back\?/);
    const withdrawals = page.getByRole('region', { name: /^Withdrawals, newest first/ });
    await withdrawals.getByRole('row', { name: /5\.00.*cancelled/ }).waitFor();
    const [waiting] = await services.stakes.withdrawals({ state: 'waiting' });
    await operate('withdrawal confirm', { request: waiting?.request, reference: 'transfer 7' });
    await page.reload();
    await withdrawals.getByRole('row', { name: /20\.00.*confirmed.*transfer 7/ }).waitFor();
    assert.equal(await tokens(page, 'All you hold'), '80');

    // The statement of it all adds up to the number of the page.
    const csv = await downloaded(page, 'Account statement (CSV)');
    assert.equal(sumOfColumn(csv, 'amount'), await tokens(page, 'All you hold'));
    await field(page, 'Amount to withdraw').fill('100000');
    await press(page, 'See what happens');
    await fault.filter({ hasText: 'not enough in the wallet' }).waitFor();
    refused(/^4\d\d: .*withdrawals\/preview/);
  }));

test("nobody sees or moves another participant's money", (context) =>
  visiting(context, async (visitor) => {
    const { page, at, refused } = visitor;
    await at('/wallet');
    await page.getByText('sign in to see them').waitFor();
    await signUp(visitor, 'stranger');
    await at('/wallet/staker_one');
    await page.getByText('You have no model of this name.').waitFor();
    await at('/wallet');
    assert.equal(await tokens(page, 'All you hold'), '0');
    assert.equal(await page.getByText('staker').count(), 0);
    const { services } = stage.server;
    const owner = await services.accounts.find({ username: 'staker' });
    const before = await services.stakes.holdings(owner?.id ?? '', []);
    const id = (await services.accounts.listModels(owner?.id ?? ''))[0]?.id;
    const request = (await services.stakes.withdrawals({ account: owner?.id ?? '' }))[0]?.request;
    const statuses = await page.evaluate(
      async ({ id, request }) => {
        const ask = async (method: string, path: string, body?: object): Promise<number> => {
          const headers = { 'content-type': 'application/json' };
          return (await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) })).status;
        };
        const stake = `/api/account/models/${id}/stake`;
        return [
          await ask('GET', stake),
          await ask('GET', `${stake}/statement`),
          await ask('GET', `${stake}/statement.csv`),
          await ask('POST', stake, { type: 'drain' }),
          await ask('POST', `${stake}/preview`, { type: 'drain' }),
          await ask('POST', `${stake}/payout-mode`, { mode: 'take_profit' }),
          await ask('POST', `/api/account/withdrawals/${request}/cancel`, {}),
        ];
      },
      { id, request },
    );
    assert.deepEqual(statuses, [404, 404, 404, 404, 404, 404, 404]);
    refused(/^404: .*\/api\/account\//);
    assert.deepEqual(await services.stakes.holdings(owner?.id ?? '', []), before);
  }));

test('a key sees or moves money only with its scopes, and a stranger not at all', async (context) => {
  if (typeof stage.browser === 'string') return context.skip(stage.browser);
  const { origin, services } = stage.server;
  const account = await services.accounts.create({ username: 'scoped', email: 'scoped@example.org' });
  const { id } = await services.accounts.createModel({
    account: account.id,
    name: 'scoped_one',
    tournament: 'classic',
  });
  const keyed = async (scopes: readonly ('read_user_info' | 'upload_submission')[]) => {
    const { publicId, secretKey } = await services.accounts.createKey({ account: account.id, name: 'test', scopes });
    return robataClient({ origin, key: `${publicId}$${secretKey}`, attempts: 1 }).account;
  };
  const reader = await keyed(['read_user_info']);
  assert.equal((await reader.holdings()).total, '0');
  await assert.rejects(reader.changeStake(id, { type: 'increase', amount: '1' }), /scope|may not/i);
  await assert.rejects(reader.requestWithdrawal('1'), /scope|may not/i);
  const sender = await keyed(['upload_submission']);
  await assert.rejects(sender.holdings(), /scope|may not/i);
  await assert.rejects(sender.previewStake(id, { type: 'drain' }), /scope|may not/i);
  assert.equal((await fetch(`${origin}/api/account/holdings`)).status, 401);
});

test('the wallet and a stake fit every screen, and axe finds no fault', async (context) => {
  const { browser, server } = stage;
  if (typeof browser === 'string') return context.skip(browser);
  await onEveryScreen({
    browser,
    origin: server.origin,
    name: 'wallet',
    paths: ['/wallet', '/wallet/staker_one?change=move', '/wallet/none'],
    before: async (page) => {
      const at = async (path: string): Promise<void> => void (await page.goto(`${server.origin}${path}`));
      await signIn({ page, at }, 'staker');
      await page.waitForURL('**/account');
    },
    prepare: async (page, path) => {
      if (!path.startsWith('/wallet/staker_one')) return;
      await field(page, 'Amount').fill('1');
      await press(page, /^Take back the release/);
    },
  });
});
