import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { after, before, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildWeb } from './buildWeb.ts';
import { type ConsoleServer, consoleServer, FEED, MISSING, ROUNDS, STAKER } from './consoleServer.ts';
import { onEveryScreen } from './onEveryScreen.ts';
import { openBrowser } from './openBrowser.ts';
import { PATIENCE_MS, visit, watchPage } from './watchPage.ts';

const PASSWORD = 'a sentence that is easy to keep';
const OPERATOR = 'olga';
/** Those whose parts the others have too are only looked at where pictures are taken. */
const PAGES = [
  '/console',
  `/console/rounds/${ROUNDS.toApprove[1]}`,
  '/console/jobs',
  `/console/accounts/${STAKER}`,
  '/console/money',
  '/console/incidents',
  '/console/health',
];
const MORE_PAGES = [
  '/console/rounds',
  `/console/rounds/${ROUNDS.toApprove[0]}`,
  `/console/rounds/${ROUNDS.postponed}`,
  '/console/accounts',
  '/console/audit',
];

let web: string;
let browser: Browser | string;
let server: ConsoleServer;

before(async () => {
  web = await mkdtemp(join(tmpdir(), 'robata-console-pages-'));
  browser = await openBrowser();
  if (typeof browser !== 'string') await buildWeb(web);
  server = await consoleServer(typeof browser === 'string' ? null : web);
});
after(async () => {
  if (typeof browser !== 'string') await browser.close();
  await server.close();
  await rm(web, { recursive: true });
  assert.deepEqual(server.failures, [], 'nothing failed on our side');
});

/** An operator's or anybody's call of a command; what is answered, with its status. */
async function command(words: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${server.origin}/api/operator/${words.replaceAll(' ', '/')}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json().catch(() => null)) as Record<string, unknown>;
  return { status: response.status, answer };
}
const asMachine = () => ({ authorization: `Token ${server.operatorToken}` });

/** The cookies of somebody who signs in. */
async function sessionOf(username: string): Promise<string> {
  const response = await fetch(`${server.origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin },
    body: JSON.stringify({ email: `${username}@example.org`, password: PASSWORD }),
  });
  assert.equal(response.status, 200);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

test('every command of operators is refused to strangers, participants and pages of other sites, and changes nothing', async () => {
  const { accounts, people, commands } = server.services;
  await people.signUp({ username: 'eve', email: 'eve@example.org', password: PASSWORD });
  const eve = await accounts.require({ username: 'eve' });
  const operator = await people.signUp({ username: 'oscar', email: 'oscar@example.org', password: PASSWORD });
  await accounts.setRole(operator.id, 'operator');
  const { publicId, secretKey } = await accounts.createKey({ account: eve.id, name: 'hers' });
  const [participant, ours] = [await sessionOf('eve'), await sessionOf('oscar')];
  const acts = (await accounts.acts()).acts.length;
  const { origin } = server;
  const callers: readonly {
    readonly who: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly status: number;
    readonly code: string;
  }[] = [
    { who: 'a stranger', headers: {}, status: 401, code: 'not_authenticated' },
    { who: "a participant's browser", headers: { cookie: participant, origin }, status: 403, code: 'missing_scope' },
    {
      who: "a participant's key",
      headers: { authorization: `Token ${publicId}$${secretKey}` },
      status: 403,
      code: 'missing_scope',
    },
    {
      who: "another site's page in an operator's browser",
      headers: { cookie: ours, origin: 'https://elsewhere.example' },
      status: 401,
      code: 'not_authenticated',
    },
  ];
  const words = [...Object.keys(commands), 'health', 'backup', 'no such command'];
  assert.ok(words.length > 30, 'there are commands to ask for');
  for (const { who, headers, status, code } of callers) {
    await Promise.all(
      words.map(async (each) => {
        const refused = await command(each, { username: STAKER, amount: '1', number: 3, id: '1' }, headers);
        assert.deepEqual([refused.status, refused.answer['code']], [status, code], `${each}, by ${who}`);
        assert.match(String(refused.answer['message']), /\.$/);
      }),
    );
  }
  const metrics = await fetch(`${origin}/metrics`, { headers: { cookie: participant } });
  assert.equal(metrics.status, 403);
  assert.equal((await accounts.acts()).acts.length, acts, 'nothing was done');
});

test('every list of the console takes only what it understands, and names the field that it does not', async () => {
  const wrong: readonly (readonly [string, object, string])[] = [
    ['incident list', { severity: 'loud' }, 'severity'],
    ['incident list', { state: 'shut' }, 'state'],
    ['incident list', { before: -1 }, 'before'],
    ['incident decide', { id: 1, kind: 'burn', note: 'x' }, 'kind'],
    ['incident decide', { id: 1, kind: 'note', note: '  ' }, 'note'],
    ['incident decide', { id: 999_999, kind: 'note', note: 'x' }, 'id'],
    ['incident publish', { severity: 'info', message: '' }, 'message'],
    ['incident publish', { severity: 'info', message: 'x', round: 999 }, 'round'],
    ['account list', { role: 'king' }, 'role'],
    ['account list', { status: 'asleep' }, 'status'],
    ['audit', { limit: 'all' }, 'limit'],
    ['withdrawal list', { state: 'lost' }, 'state'],
    ['job list', { state: 'lost' }, 'state'],
    ['deposit', { username: STAKER, amount: '-1' }, 'amount'],
    ['round cancel', { number: 8, reason: ' ' }, 'reason'],
  ];
  for (const [words, body, field] of wrong) {
    const { status, answer } = await command(words, body, asMachine());
    assert.ok(status === 400 || status === 404, `${words}: ${status}`);
    assert.equal(answer['field'], field, `${words} ${JSON.stringify(body)}: ${String(answer['message'])}`);
  }
});

interface Visit {
  readonly page: Page;
  readonly at: (path: string) => Promise<void>;
}

/** Runs `use` in a browser of its own that must cause no fault; skips the test where there is none. */
async function inBrowser(context: TestContext, use: (visit: Visit) => Promise<void>): Promise<void> {
  if (typeof browser === 'string') return context.skip(browser);
  const session = await browser.newContext({ acceptDownloads: true });
  session.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await session.newPage();
    const { faults } = watchPage(page, server.origin);
    await use({ page, at: (path) => visit(page, `${server.origin}${path}`) });
    assert.deepEqual(faults, []);
  } finally {
    await session.close();
  }
}

const field = (page: Page, name: string | RegExp) => page.getByLabel(name, { exact: typeof name === 'string' });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const said = (page: Page, text: string | RegExp) => page.locator('.told').getByText(text).waitFor();
const inDialog = (page: Page) => page.locator('dialog[open]');

async function signIn({ page, at }: Visit, username: string): Promise<void> {
  await at('/sign-in?to=/console');
  await field(page, 'E-mail address').fill(`${username}@example.org`);
  await field(page, 'Password').fill(PASSWORD);
  await press(page, /^Sign in$/);
}

test('an operator who was made at the shell signs in, and runs the tournament', async (context) => {
  const { services } = server;
  await inBrowser(context, async (visitor) => {
    const { page, at } = visitor;
    const grace = await services.accounts.require({ username: STAKER });
    const withdrawal = await services.stakes.requestWithdrawal({ account: grace.id, amount: '12.5' });
    const failed = await failedJob();

    // The way of the first operator: an account and a link from the machine's own key, as `robata admin` sends them.
    const made = await command(
      'account create',
      { username: OPERATOR, email: `${OPERATOR}@example.org`, role: 'operator', withoutKey: true },
      asMachine(),
    );
    assert.equal(made.answer['secretKey'], null);
    const link = await command('account reset-password', { username: OPERATOR }, asMachine());
    await at('/console');
    await page.getByText('How does an operator get a browser account?').click();
    await page.getByText('robata admin account create').waitFor();
    await at(String(link.answer['path']));
    await field(page, /^New password/).fill(PASSWORD);
    await press(page, /^Set the password$/);
    await page.waitForURL(/sign-in/);
    await signIn(visitor, OPERATOR);
    await page.getByRole('heading', { name: 'Desk' }).waitFor();

    // What waits is counted, and a step that was put off says why.
    await page.getByRole('link', { name: /Plans to approve/ }).click();
    await page.getByText(MISSING).waitFor();

    // Plans go in the order of the closes; each is approved by its hash, and then posted.
    const [first, second] = ROUNDS.toApprove;
    await at(`/console/rounds/${second}`);
    await page.getByText(`Approve or cancel round ${first} first`).waitFor();
    assert.equal(await page.getByRole('button', { name: /Approve/ }).count(), 0);
    await at(`/console/rounds/${first}`);
    const plan = await services.payouts.payouts(first);
    await page.locator('.copy-line').getByText(plan.hash).waitFor();
    await press(page, /^Approve this plan …/);
    await field(page, /to confirm/).fill('round 99');
    await press(page, /^Approve this plan$/);
    await page.getByText("This is not 'round 3'.").waitFor();
    await field(page, /to confirm/).fill(`round ${first}`);
    await press(page, /^Approve this plan$/);
    await said(page, /The plan of round 3 is approved/);
    assert.equal((await services.payouts.payouts(first)).approvedBy, OPERATOR);
    // The treasury is empty: what is short says so, and goes on when more was put in.
    await page.getByText('short: bring more first').waitFor();
    await at('/console/money');
    await press(page, /^Put tokens in/);
    await field(page, 'Amount in tokens').fill('5000');
    await press(page, /^Put them in$/);
    await said(page, /5,000.00 tokens went into the treasury/);

    await services.rounds.engine.run({ round: first, kind: 'resolve', day: 0 });
    await at(`/console/rounds/${first}`);
    await page.getByText(/as entry \d+ of the ledger, approved by olga/).waitFor();
    await at('/console/money');

    // Money that was asked for is confirmed once, and its owner is told.
    await press(page, /^Confirm the withdrawal of 12.50/);
    await field(page, 'What names the transfer').fill('transfer 17');
    await press(page, /^They were sent$/);
    await said(page, /is confirmed/);
    const ended = (await services.stakes.withdrawals({ account: grace.id })).find(
      ({ request }) => request === withdrawal.request,
    );
    assert.deepEqual([ended?.state, ended?.reference], ['confirmed', 'transfer 17']);
    await services.news.withdrawals();
    const [notice] = await services.notifications.list(grace.id);
    assert.deepEqual(
      [notice?.kind, notice?.message],
      ['withdrawal', 'Your withdrawal of 12.5 was sent (transfer 17).'],
    );

    // A double click deposits once.
    const before = await services.stakes.available(grace.id);
    await at(`/console/accounts/${STAKER}`);
    await press(page, /^Deposit …/);
    await field(page, 'Amount in tokens').fill('7.25');
    await inDialog(page).getByRole('button', { name: 'Deposit them' }).dblclick();
    await said(page, /7.25 tokens were deposited for grace/);
    assert.equal((await services.stakes.available(grace.id)) - before, 725n * 10n ** 16n);

    // A failed job says why, and runs again.
    await at('/console/jobs?state=failed');
    await page.locator('table').getByText('the disk was full').waitFor();
    await press(page, /^Try the job sweep again/);
    await press(page, /^Try it again$/);
    await said(page, /waits to be tried again/);
    const stateOfJob = async () => (await services.jobs.list({ kind: 'sweep' })).find(({ id }) => id === failed)?.state;
    for (let looks = 0; looks < 450 && (await stateOfJob()) !== 'done'; looks += 1) await sleep(200);
    assert.equal(await stateOfJob(), 'done');

    // An incident of the operator's own, which another one closes with a note.
    await at('/console/incidents');
    await press(page, /^Publish an incident/);
    await field(page, 'What happened, and what is done about it').fill('The vendor sends prices late today.');
    await press(page, /^Publish it$/);
    await said(page, 'The incident is published.');
    await press(page, /^Close incident/);
    await field(page, 'What you found or decided').fill('They have come.');
    await press(page, /^Close it$/);
    await said(page, 'The incident is closed.');
    await page.getByText('They have come.').waitFor();

    // A day of the feed never comes; skipping it is taken back, for nothing has used it; a move that is held back is real.
    const feed = page.getByRole('region', { name: 'The feed of prices' });
    await feed.getByText(FEED.fault?.why ?? '').waitFor();
    await press(page, /^Skip the day: 2024-02-29/);
    await field(page, /^Why/).fill('The vendor lost it.');
    await press(page, /^Skip it$/);
    await said(page, /2024-02-29, .* is skipped by an operator: .* \(The vendor lost it\)/);
    await feed.getByText(/skips this day; no later one is played yet/).waitFor();
    await press(page, /^Take it back: what was decided of 2024-02-29/);
    await press(page, /^Take it back$/);
    await feed.getByText(FEED.fault?.why ?? '').waitFor();
    await press(page, /^It is real: the move of FB on 2024-02-27/);
    await press(page, /^It is real$/);
    await feed.getByText(/knows that the move of FB is real/).waitFor();
    assert.deepEqual(
      (await services.accounts.acts({ search: '2024-02' })).acts.map(({ action }) => action),
      ['data real', 'data skip undo', 'data skip'],
    );

    // A round is given up, with a reason that everybody reads.
    await at(`/console/rounds/${ROUNDS.toCancel}`);
    await press(page, /^Cancel round 8 …/);
    await field(page, /^Reason/).fill('The data of that week were wrong.');
    await field(page, /to confirm/).fill('round 8');
    await press(page, /^Cancel round 8$/);
    await said(page, /Round 8 is cancelled/);
    const cancelled = await services.place.storage.round(ROUNDS.toCancel);
    assert.deepEqual([cancelled?.state, cancelled?.reason], ['cancelled', 'The data of that week were wrong.']);

    // Somebody new gets a way in, and a key that is shown once.
    await at('/console/accounts');
    const form = page.getByRole('form', { name: 'New account' });
    await form.getByLabel('Username').fill('ivan');
    await form.getByLabel('E-mail address').fill('ivan@example.org');
    await press(page, /^Make the account$/);
    await page.getByText('/reset-password?token=').waitFor();
    assert.deepEqual(await services.accounts.listKeys((await services.accounts.require({ username: 'ivan' })).id), []);
    await at('/console/accounts/ivan');
    await press(page, /^New key/);
    await field(page, 'What it is for').fill('laptop');
    await press(page, /^Make the key$/);
    await page.getByText('only time that the secret is shown').waitFor();
    await press(page, /^Block/);
    await field(page, /to confirm/).fill('ivan');
    await press(page, /^Block ivan$/);
    await said(page, 'ivan is blocked.');

    // All of it is in the log, and a backup is a file.
    await at('/console/audit');
    for (const action of [
      'round approve',
      'deposit',
      'withdrawal confirm',
      'round cancel',
      'job retry',
      'incident close',
      'account block',
    ]) {
      await page.locator('tbody').getByText(action, { exact: true }).first().waitFor();
    }
    await at('/console/health');
    await press(page, /^Take a backup/);
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, /^Take it$/)]);
    assert.match(download.suggestedFilename(), /^robata-backup-.*\.tgz$/);
    await page.getByText(`The last one was taken by ${OPERATOR}`).waitFor();
  });
});

/** A job that used up its attempts; what it does works again meanwhile. */
async function failedJob(): Promise<string> {
  const { jobs, place } = server.services;
  const id = await jobs.enqueue(null, 'sweep', {}, { startsAt: new Date(Date.now() + 3_600_000) });
  assert.ok(id);
  const reason = JSON.stringify({ message: 'the disk was full' });
  await place.storage.executeSql(
    `update pgboss.job set state = 'failed', retry_count = retry_limit, start_after = now(), completed_on = now(), output = $2::jsonb where id = $1`,
    [id, reason],
  );
  return id;
}

test('a participant is told what the console is, and is shown nothing of it', async (context) => {
  await inBrowser(context, async (visitor) => {
    await signIn(visitor, 'eve');
    const { page } = visitor;
    await page.getByText('Only operators run the tournament.').waitFor();
    assert.equal(await page.getByRole('navigation', { name: 'Console' }).count(), 0);
    assert.equal(await page.getByRole('link', { name: 'Console', exact: true }).count(), 0);
    for (const path of [PAGES[0], PAGES.at(-1)] as string[]) {
      await visitor.at(path);
      await page.getByText('Only operators run the tournament.').waitFor();
    }
  });
});

test('every page of the console fits every screen, in both themes, for everybody', async (context) => {
  if (typeof browser === 'string') return context.skip(browser);
  const { origin } = server;
  await onEveryScreen({
    browser,
    origin,
    name: 'console',
    paths: process.env['ROBATA_SCREENSHOTS'] === undefined ? PAGES : [...PAGES, ...MORE_PAGES],
    async before(page) {
      await signIn({ page, at: (path) => visit(page, `${origin}${path}`) }, 'oscar');
      await page.getByRole('heading', { name: 'Desk' }).waitFor();
    },
    async prepare(page, path) {
      if (path === '/console/money') await page.getByRole('button', { name: 'Put tokens in …' }).click();
    },
  });
});
