import assert from 'node:assert/strict';
import test, { after, before, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { onEveryScreen } from './onEveryScreen.ts';
import { type ParticipantServer, participantServer } from './participantServer.ts';
import {
  asVisitor,
  field,
  fileOf,
  keepPicture,
  openStage,
  press,
  signIn,
  signUp,
  type Stage,
  type Visit,
} from './stage.ts';
import { syntheticFund, type SyntheticFund } from './syntheticFund.ts';

/** Its fund is for investors; the other server's is for everybody. */
let stage: Stage;
let open: ParticipantServer;
let fund: SyntheticFund;

before(async () => {
  stage = await openStage({ fundVisibility: 'investors' });
  open = await participantServer(null);
  if (typeof stage.browser === 'string') return;
  fund = await syntheticFund([stage.server.reader, stage.server.services.place.storage]);
  await syntheticFund([open.reader], 30);
});
after(async () => {
  await stage.close();
  await open.close();
  assert.deepEqual(open.failures, []);
});

const visiting = (context: TestContext, use: (visit: Visit) => Promise<void>) => asVisitor(stage, context, use);

interface Asked {
  readonly server?: ParticipantServer;
  readonly token?: string;
  readonly body?: object;
  readonly key?: string;
}

// oxlint-disable-next-line no-explicit-any -- the server's word, looked at and nothing else
async function ask(
  path: string,
  { server = stage.server, token, body, key }: Asked = {},
): Promise<{ status: number; answer: any }> {
  const response = await fetch(`${server.origin}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token !== undefined && { authorization: `Token ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: await response.json() };
}

/** What an operator's key asks for. */
async function operate(words: string, body: object) {
  const token = stage.server.operatorToken;
  const { status, answer } = await ask(`/api/operator/${words.replaceAll(' ', '/')}`, { token, body });
  assert.equal(status, 200, JSON.stringify(answer));
  return answer;
}

/** A new account of a role, by its key. */
async function keyOf(username: string, role: string): Promise<string> {
  const { publicId, secretKey } = await operate('account create', { username, email: `${username}@example.org`, role });
  return `${publicId}$${secretKey}`;
}

const FUND_QUERY = { query: '{ robata { fund { navEnd days { day nav } } about { models } } }' };
const capitalOf = async (token: string, product: string) =>
  (await ask('/api/account/capital', { token })).answer.products.find(
    (each: { product: string }) => each.product === product,
  );

test('shows the fund to nobody but investors, by whatever path it is asked for', async (context) => {
  if (typeof stage.browser === 'string') return context.skip(stage.browser);
  const participant = await keyOf('paula', 'participant');
  const investor = await keyOf('ivan', 'investor');
  for (const path of ['/api/fund', '/api/fund/market_neutral', '/api/fund/nothing', '/api/account/capital']) {
    assert.equal((await ask(path)).status, 401, path);
    const refusal = await ask(path, { token: participant });
    assert.equal(refusal.status, 403, path);
    assert.equal(refusal.answer.code, 'investors_only');
    assert.doesNotMatch(JSON.stringify(refusal.answer), /nav|\d{4,}/i);
  }
  const request = { product: 'market_neutral', kind: 'subscription', amount: '200000' };
  const asked = { token: participant, body: request };
  assert.equal((await ask('/api/account/capital/requests', asked)).status, 403);
  for (const token of [undefined, participant]) {
    const as = token === undefined ? {} : { token };
    const { answer: overview } = await ask('/api/overview', as);
    assert.deepEqual([overview.fund, overview.fundDays, overview.isFundHidden], [null, [], true]);
    assert.equal((await ask('/api/news', as)).answer.fund, null);
    const { answer: graph } = await ask('/graphql', { ...as, body: FUND_QUERY });
    assert.equal(graph.data?.robata?.fund ?? null, null);
    assert.ok(graph.errors.length > 0);
  }
  for (const token of [investor, stage.server.operatorToken]) {
    assert.equal((await ask('/api/fund', { token })).answer.products.length, 5);
    assert.equal((await ask('/api/fund/market_neutral', { token })).answer.worstGap, '0');
    assert.equal((await ask('/api/fund/nothing', { token })).status, 404);
    assert.ok((await ask('/api/overview', { token })).answer.fundDays.length > 100);
    const { answer: graph } = await ask('/graphql', { token, body: FUND_QUERY });
    // The graph reads the database of the people, which holds no season here.
    assert.deepEqual([graph.errors, graph.data.robata.fund.days], [undefined, []]);
  }
});

test('shows a public fund to everybody, and nobody’s capital with it', async (context) => {
  if (typeof stage.browser === 'string') return context.skip(stage.browser);
  const { answer: page } = await ask('/api/fund', { server: open });
  assert.equal(page.products.length, 5);
  const navs = page.products.map(({ nav }: { nav: string }) => Number(nav));
  const total = navs.reduce((sum: number, nav: number) => sum + nav, 0);
  assert.ok(Math.abs(Number(page.aum) - total) < 1e-3);
  const { answer: product } = await ask('/api/fund/long_only', { server: open });
  assert.equal(product.days.length, 30);
  assert.doesNotMatch(JSON.stringify(product), /"investor"|"house"/);
  assert.ok((await ask('/api/overview', { server: open })).answer.fundDays.length > 100);
  assert.equal((await ask('/api/account/capital', { server: open })).status, 401);
});

test('tells strangers and participants that the fund is for investors', (context) =>
  visiting(context, async (visit) => {
    const { page, at, refused } = visit;
    await at('/fund');
    await page.getByText('The fund is for its investors.').waitFor();
    await page.getByRole('link', { name: 'Sign in', exact: true }).last().waitFor();
    refused(/^401: .*\/api\/fund/);
    await at('/');
    await page.getByText('The fund is for its investors.').waitFor();
    await signUp(visit, 'pete');
    await at('/fund/long_only');
    await page.getByText('Your account is none of an investor').waitFor();
    assert.equal(await page.getByText('Your capital').count(), 0);
    refused(/^403: .*\/api\/fund/);
  }));

const openProduct = async ({ page, at }: Visit, product: string): Promise<void> => {
  await at(`/fund/${product}`);
  await page.getByRole('heading', { name: 'Your capital' }).waitFor();
  await page.getByText('Paid out', { exact: true }).first().waitFor();
};
const stageOf = (page: Page, text: string) =>
  page.getByRole('region', { name: 'What you asked for' }).getByText(text).first().waitFor();

test('an investor subscribes and redeems; the operator confirms, and the figures move with the next close', (context) =>
  visiting(context, async (visit) => {
    const { page, refused } = visit;
    await signUp(visit, 'ida');
    await operate('account role', { username: 'ida', role: 'investor' });
    await openProduct(visit, 'market_neutral');
    await field(page, 'Amount in USD').fill('50,000');
    await press(page, 'Ask to subscribe');
    await page.getByText(/first subscription is of at least 100000 USD/).waitFor();
    refused(/^400: .*capital\/requests/);
    await field(page, 'Amount in USD').fill('500,000');
    await press(page, 'Ask to subscribe');
    await stageOf(page, 'waits for the operator');

    const [request] = (await operate('fund requests', { state: 'requested' })).requests;
    assert.deepEqual([request.username, request.kind, request.amount], ['ida', 'subscription', '500000']);
    await fund.playDay();
    const before = await operate('fund list', {});
    const confirm = { request: request.id, reference: 'bank 17' };
    await operate('fund request confirm', confirm);
    assert.equal((await operate('fund request confirm', confirm)).state, 'confirmed', 'said again');
    await fund.playDay();
    const neutral = (list: typeof before) =>
      list.products.find((each: { product: string }) => each.product === 'market_neutral');
    const now = neutral(await operate('fund list', {}));
    assert.ok(Math.abs(Number(now.nav) - Number(neutral(before).nav) - 500_000) < 300_000, 'it came once');
    assert.equal(now.investors, 2);
    await openProduct(visit, 'market_neutral');
    await stageOf(page, 'done');
    await page.getByText('500,000.00').first().waitFor();
    await keepPicture(page, 'investor-subscribed');

    await page.getByLabel('Redeem').check();
    await field(page, 'Amount in USD').fill('200000');
    await press(page, 'Ask to redeem');
    await stageOf(page, 'waits for the operator');
    await press(page, 'Take back the redemption');
    await press(page, 'Take it back?');
    await stageOf(page, 'taken back');
    await page.getByLabel('Everything').check();
    await press(page, 'Ask to redeem');
    await stageOf(page, 'waits for the operator');
    const [redemption] = (await operate('fund requests', { state: 'requested' })).requests;
    assert.equal(redemption.amount, null);
    await operate('fund request confirm', { request: redemption.id });
    await fund.playDay();
    await openProduct(visit, 'market_neutral');
    await page.getByRole('region', { name: 'What you asked for' }).getByText('everything').waitFor();
    assert.equal(neutral(await operate('fund list', {})).investors, 1);
    await keepPicture(page, 'investor-redeemed');
  }));

test('keeps an investor’s requests to that investor, and does the same key once', async (context) => {
  if (typeof stage.browser === 'string') return context.skip(stage.browser);
  const [one, other] = [await keyOf('iris', 'investor'), await keyOf('igor', 'investor')];
  const body = { product: 'long_only', kind: 'subscription', amount: '150000' };
  const first = await ask('/api/account/capital/requests', { token: one, body, key: 'same' });
  const again = await ask('/api/account/capital/requests', { token: one, body, key: 'same' });
  assert.deepEqual(again.answer.requests, first.answer.requests);
  assert.equal(first.answer.requests.length, 1);
  const conflict = { token: one, body: { ...body, amount: '160000' }, key: 'same' };
  assert.equal((await ask('/api/account/capital/requests', conflict)).answer.code, 'idempotency_conflict');
  const { id } = first.answer.requests[0];
  assert.deepEqual((await ask('/api/account/capital', { token: other })).answer.requests, []);
  const foreign = await ask(`/api/account/capital/requests/${id}/cancel`, { token: other, body: {} });
  assert.equal(foreign.answer.code, 'unknown_request');
  for (const [change, code] of [
    [{ product: 'none' }, 'unknown_product'],
    [{ kind: 'gift' }, 'invalid_field'],
    [{ amount: '-5' }, 'invalid_amount'],
    [{ amount: null }, 'missing_field'],
    [{ kind: 'redemption' }, 'no_capital'],
  ] as const) {
    const refusal = await ask('/api/account/capital/requests', { token: one, body: { ...body, ...change } });
    assert.equal(refusal.answer.code, code, JSON.stringify(refusal.answer));
    assert.doesNotMatch(refusal.answer.message, /[0-9a-f]{8}-/, 'no id of the account');
  }
  await operate('fund request refuse', { request: id, reason: 'No money came.' });
  const { answer } = await ask('/api/account/capital', { token: one });
  assert.deepEqual([answer.requests[0].stage, answer.requests[0].remark], ['refused', 'No money came.']);
  await fund.playDay();
  assert.equal((await capitalOf(one, 'long_only')).units, '0');
});

test('the paper broker fills orders by itself: they are shown, and nobody confirms them', async (context) => {
  if (typeof stage.browser === 'string') return context.skip(stage.browser);
  const shown = await operate('fund orders', { product: 'long_only' });
  assert.match(shown.csv, /^order_id,security,side,quantity,reference_price,limit_price\r\n/);
  assert.deepEqual([shown.by, shown.state, shown.confirmedAt], ['paper', 'filled_by_paper', null]);
  const token = stage.server.operatorToken;
  const plan = { product: 'long_only', plan: shown.hash };
  const { status, answer } = await ask('/api/operator/fund/confirm', { token, body: plan });
  assert.deepEqual([status < 500, answer.code], [true, 'paper_broker']);
  assert.match(JSON.stringify(answer), /ROBATA_FUND_BROKER=long_only/);
});

const OPERATOR = 'oona';
const acts = async (action: string) =>
  (await operate('audit', { action })).acts.filter(({ actor }: { actor: string }) => actor === OPERATOR);

test('an operator confirms and refuses requests in the console, and orders drive what is traded', (context) =>
  visiting(context, async (visit) => {
    const { page, at, refused } = visit;
    const investor = await keyOf('imke', 'investor');
    const asks = async (amount: string) => {
      const body = { product: 'portable_alpha', kind: 'subscription', amount };
      assert.equal((await ask('/api/account/capital/requests', { token: investor, body })).status, 200);
    };
    await asks('300000');
    await asks('400000');
    for (const words of ['fund desk', 'fund orders', 'fund confirm', 'fund executions', 'fund request confirm']) {
      const body = { product: 'higher_risk', plan: 'x', file: 'x', request: 'x' };
      const path = `/api/operator/${words.replaceAll(' ', '/')}`;
      assert.equal((await ask(path, { token: investor, body })).status, 403, words);
      assert.equal((await ask(path, { body })).status, 401, words);
    }
    await signUp(visit, OPERATOR);
    await at('/console/fund');
    await page.getByText('Only operators run the tournament.').waitFor();
    await operate('account role', { username: OPERATOR, role: 'operator' });

    await at('/console/fund');
    await page.getByText('start the server with ROBATA_FUND_BROKER').waitFor();
    await press(page, 'Confirm the subscription of 300,000.00 by imke');
    await field(page, 'What names the transfer').fill('bank 21');
    await press(page, 'It has arrived');
    await page.getByText('it comes in with the next close of Portable alpha').waitFor();
    await press(page, 'Refuse the subscription of 400,000.00 by imke');
    await field(page, 'Reason, a sentence for who asked').fill('Once is enough.');
    await press(page, 'Refuse it');
    await page.getByText('Refused the subscription of 400,000.00 by imke.').waitFor();
    const told = (await ask('/api/account/capital', { token: investor })).answer.requests;
    assert.deepEqual(
      told.map(({ stage: how, remark }: { stage: string; remark: string }) => [how, remark]),
      [
        ['refused', 'Once is enough.'],
        ['confirmed', 'bank 21'],
      ],
    );
    assert.equal((await acts('fund request confirm')).length, 1);
    assert.equal((await acts('fund request refuse')).length, 1);

    fund.sendToBroker('higher_risk');
    const orders = () => operate('fund orders', { product: 'higher_risk' });
    do await fund.playDay();
    while ((await orders()).state !== 'waiting');
    const waiting = await orders();
    const held = async () => {
      const { positions } = (await operate('fund list', {})).products.find(
        (each: { product: string }) => each.product === 'higher_risk',
      );
      return Number(positions);
    };
    await at('/console');
    await page.getByRole('link', { name: 'Orders to confirm: Confirm them' }).click();
    await page.getByText('waits for you').first().waitFor();
    await keepPicture(page, 'console-fund');
    await page.getByRole('link', { name: 'Higher risk' }).click();
    await page.getByText('without it nothing is traded').waitFor();
    await page.getByText(waiting.hash).first().waitFor();
    assert.deepEqual([waiting.orders, waiting.leftOut], [waiting.lines.length, 2]);
    await page.getByText('It is not listed any more.').waitFor();
    await page.getByText('It has a symbol that a file of orders cannot hold.').waitFor();
    await keepPicture(page, 'console-orders');
    await press(page, 'Confirm these orders …');
    await page.getByText('2 changes are left out').waitFor();
    await press(page, 'Confirm them');
    await page.getByText('are confirmed: send the file to the broker.').waitFor();
    assert.deepEqual((await acts('fund confirm')).length, 1);

    const [first, ...rest] = waiting.lines as { id: string; side: string; quantity: string; referencePrice: string }[];
    assert.ok(first !== undefined && rest.length >= 1);
    const row = (order: typeof first, id: string, side = order.side) =>
      `${id},${order.id},${side},${order.quantity},${order.referencePrice},1`;
    const header = 'execution_id,order_id,side,quantity,price,cost';
    const good = [header, row(first, 'x1')].join('\r\n');
    const compare = async (text: string) => {
      await page.getByLabel("The broker's file").setInputFiles(fileOf('fills.csv', text));
      await press(page, 'Compare with the orders');
    };
    await compare(`${good}\r\n${row(first, 'x1')}\r\n${row(rest[0] ?? first, 'x2', 'hold')}\r\ny,gone,buy,1,1,1`);
    await page.getByText('3 executions disagree with the orders.').waitFor();
    await page.getByText('The execution x1 was reported before.').waitFor();
    await keepPicture(page, 'console-executions-faulty');
    await compare('nothing of this kind');
    await page.getByText('Line 1: The header lacks').waitFor();
    refused(/^400: .*fund\/executions/);
    const before = await held();
    await compare(good);
    await page.getByText(`With fills.csv: 1 order is filled, 0 in part, ${rest.length} not at all.`).waitFor();
    await press(page, 'Book them with the next close');
    await page.getByText('1 execution is handed in: booked with the next close.').waitFor();
    await compare(good);
    await page.getByText('This very file was handed in before').waitFor();
    refused(/^400: .*fund\/executions/);
    assert.equal((await acts('fund executions')).length, 1);
    assert.equal(await held(), before, 'nothing is booked before the close');
    await fund.playDay();
    const done = await orders();
    assert.deepEqual([done.files.length, done.files[0].day], [1, fund.day()]);
    await page.reload();
    await page.getByText('1 execution, handed in by oona, booked on').waitFor();
    await keepPicture(page, 'console-orders-filled');
  }));

test('every page of the fund stands on every screen', async (context) => {
  const { browser, server } = stage;
  if (typeof browser === 'string') return context.skip(browser);
  await asVisitor(stage, context, async (visit) => {
    await signUp(visit, 'inga');
    await operate('account role', { username: 'inga', role: 'investor' });
    await openProduct(visit, 'market_neutral');
    await field(visit.page, 'Amount in USD').fill('250000');
    await press(visit.page, 'Ask to subscribe');
    await stageOf(visit.page, 'waits for the operator');
  });
  const [request] = (await operate('fund requests', { state: 'requested' })).requests;
  await operate('fund request confirm', { request: request.id });
  await fund.playDay();
  // Operators see both: the pages of investors and those of the console.
  await operate('account role', { username: 'inga', role: 'operator' });
  await onEveryScreen({
    browser,
    origin: server.origin,
    name: 'fund',
    paths: [
      '/fund',
      '/fund/market_neutral',
      '/fund/market_neutral/factsheet',
      '/console/fund',
      '/console/fund/higher_risk',
    ],
    before: async (page) => {
      const at = async (path: string): Promise<void> => void (await page.goto(`${server.origin}${path}`));
      await signIn({ page, at }, 'inga');
      await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    },
  });
});
