import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildWeb } from './buildWeb.ts';
import { openBrowser } from './openBrowser.ts';
import { type ParticipantServer, participantServer } from './participantServer.ts';
import { timeCode } from './timeCode.ts';
import { assertNoSidewaysScroll, visit, watchPage } from './watchPage.ts';

const PASSWORD = 'a sentence that is easy to keep';
/** Each kind once: `pages.slow.test.ts` goes to all of them. */
const PUBLIC_PAGES = ['/', '/leaderboard', '/rounds/60', '/models/example', '/fund'];
const OWN_PAGES = [
  '/',
  '/submit',
  '/account',
  '/account/models',
  '/account/keys',
  '/account/security',
  '/account/notifications',
];
const ENTRY_PAGES = [
  '/sign-in',
  '/sign-up',
  '/reset-password',
  '/reset-password?token=none',
  '/submit',
  '/account/keys',
];
const SCREENS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  'phone-dark': { colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

let web: string;
let browser: Browser | string;
let server: ParticipantServer;

before(async () => {
  web = await mkdtemp(join(tmpdir(), 'robata-participant-pages-'));
  browser = await openBrowser();
  if (typeof browser === 'string') return;
  await buildWeb(web);
  server = await participantServer(web);
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
  readonly at: (path: string) => Promise<void>;
  /** Refusals that the test brought about: there have to be some, by status and address, and they are faults no longer. */
  readonly refused: (pattern: RegExp) => void;
}

/** Runs `use` as a new visitor of the server, who must cause no fault; skips the test where there is no browser. */
async function asVisitor(
  context: TestContext,
  use: (visit: Visit) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  if (typeof browser === 'string') return context.skip(browser);
  const session = await browser.newContext({ acceptDownloads: true, ...options });
  session.setDefaultTimeout(10_000);
  try {
    const page = await session.newPage();
    const { faults } = watchPage(page, server.origin);
    const refused = (pattern: RegExp): void => {
      const known = faults.splice(0).filter((fault) => !fault.startsWith('console: Failed to load resource'));
      assert.ok(known.length > 0, 'something was refused');
      assert.deepEqual(
        known.filter((fault) => !pattern.test(fault)),
        [],
      );
    };
    await use({ page, at: (path) => visit(page, `${server.origin}${path}`), refused });
    assert.deepEqual(faults, []);
  } finally {
    await session.close();
  }
}

const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

async function signUp({ page, at }: Visit, username: string): Promise<void> {
  await at('/sign-up');
  await field(page, 'Username').fill(username);
  await field(page, 'E-mail address').fill(`${username}@example.org`);
  await field(page, 'Password').fill(PASSWORD);
  await press(page, 'Sign up');
  await page.getByRole('heading', { name: 'Models', exact: true }).waitFor();
}

async function signIn({ page, at }: Visit, username: string, password = PASSWORD): Promise<void> {
  await at('/sign-in');
  await field(page, 'E-mail address').fill(`${username}@example.org`);
  await field(page, 'Password').fill(password);
  await press(page, /^Sign in$/);
}

async function makeModel(page: Page, name: string): Promise<void> {
  await field(page, 'Name').fill(name);
  await press(page, 'Make the model');
  await page.getByRole('heading', { name }).waitFor();
}

const csvOf = (ids: readonly string[], seed = 0): string =>
  `id,prediction\n${ids.map((id, at) => `${id},${(((at + 1) * 7919 + seed) % 9973) / 9973}`).join('\n')}\n`;
const fileOf = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

async function keepPicture(page: Page, name: string): Promise<void> {
  const pictures = process.env['ROBATA_SCREENSHOTS'];
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

test('a stranger sees every public page without a failed request, and is asked to sign in on the others', (context) =>
  asVisitor(context, async ({ page, at }) => {
    for (const path of PUBLIC_PAGES.toReversed()) await at(path);
    await page.getByText('Take part in three steps').waitFor();
    for (const path of ['/submit', '/account/keys']) {
      await at(path);
      await page.getByText('sign in to see them').waitFor();
    }
    await page.locator('main').getByRole('link', { name: 'Sign in' }).click();
    await page.waitForURL('**/sign-in?to=*keys');
  }));

test('a person signs up past refusals beside their fields, signs out and in, and comes to the page that was asked for', (context) =>
  asVisitor(context, async (visitor) => {
    const { page, at, refused } = visitor;
    await at('/sign-up');
    await press(page, 'Sign up');
    const fault = page.getByRole('alert');
    assert.equal(await fault.textContent(), 'Fill this in.');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'username');
    await field(page, 'Username').fill('robata');
    await field(page, 'E-mail address').fill('ada@example.org');
    await field(page, 'Password').fill('short');
    for (const [name, right, says] of [
      ['Username', 'ada', /not free.*Choose another/],
      ['Password', PASSWORD, /10 to 128/],
    ] as const) {
      await press(page, 'Sign up');
      await page.getByRole('alert').filter({ hasText: says }).waitFor();
      assert.equal(await field(page, name).getAttribute('aria-invalid'), 'true');
      await field(page, name).fill(right);
    }
    refused(/^4\d\d: .*sign-up/);
    await press(page, 'Sign up');
    await page.getByRole('heading', { name: 'Models', exact: true }).waitFor();
    await press(page, 'Sign out');
    await page.getByText('Take part in three steps').waitFor();
    await at('/account/security');
    await page.locator('main').getByRole('link', { name: 'Sign in' }).click();
    await field(page, 'E-mail address').fill('ada@example.org');
    await field(page, 'Password').fill('not the password');
    await press(page, /^Sign in$/);
    await page.getByText('do not belong together').waitFor();
    refused(/^401: .*sign-in/);
    await field(page, 'Password').fill(PASSWORD);
    await press(page, /^Sign in$/);
    await page.waitForURL('**/account/security');
    await page.getByText('this one').waitFor();
    await at('/account');
    await page.getByRole('heading', { name: 'ada' }).waitFor();
  }));

test('a key is shown once, does what it may, is listed without its secret and dies when it is revoked', (context) =>
  asVisitor(
    context,
    async (visitor) => {
      const { page, at } = visitor;
      await signUp(visitor, 'keyed');
      await at('/account/keys');
      await field(page, 'What it is for').fill('laptop');
      await page.getByRole('checkbox', { name: /upload_submission/ }).uncheck();
      await press(page, 'Make the key');
      const box = page.getByRole('status').filter({ hasText: 'only time' });
      await box.getByRole('button', { name: 'Copy both' }).click();
      const token = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(token, /^[A-Z2-7]+\$[A-Z2-7]+$/);
      const ask = (method: string, body?: object) =>
        fetch(`${server.origin}/api/account/models`, {
          method,
          headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        });
      assert.equal((await ask('GET')).status, 200);
      assert.equal((await ask('POST', { name: 'x', tournament: 'classic' })).status, 403);
      await page.reload();
      await page.getByRole('button', { name: 'Revoke the key laptop' }).waitFor();
      assert.ok(!(await page.content()).includes(token.split('$')[1] as string), 'the secret is gone');
      await press(page, 'Revoke the key laptop');
      await press(page, 'Revoke it?');
      await page.getByText(/revoked \d/).waitFor();
      assert.equal((await ask('GET')).status, 401);
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  ));

test('a second factor is set up with an app, asked for at the next sign-in, replaced by a backup code, and taken away', (context) =>
  asVisitor(context, async (visitor) => {
    const { page, at, refused } = visitor;
    await signUp(visitor, 'careful');
    await at('/account/security');
    await field(page, 'Your password').fill(PASSWORD);
    await press(page, 'Set it up');
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    const secret = (await page.locator('.set-up .copy-line code').textContent()) ?? '';
    await field(page, 'Code').fill('000000');
    await press(page, 'Turn it on');
    await page.getByText('The code is not right').waitFor();
    refused(/^401: .*verify-totp/);
    await field(page, 'Code').fill(timeCode(secret, Date.now()));
    await press(page, 'Turn it on');
    await page.getByText('Keep these backup codes').waitFor();
    const backup = ((await page.locator('.copy-text code').textContent()) ?? '').split('\n')[0] as string;
    await press(page, 'I have them');
    await page.getByText('Signing in needs a code').waitFor();

    await press(page, 'Sign out');
    await page.getByText('Take part in three steps').waitFor();
    await signIn(visitor, 'careful');
    await field(page, 'Code of your authenticator app').fill(timeCode(secret, Date.now()));
    await press(page, /^Sign in$/);
    await page.waitForURL('**/account');

    await press(page, 'Sign out');
    await page.getByText('Take part in three steps').waitFor();
    await signIn(visitor, 'careful');
    await press(page, 'Use a backup code instead');
    await field(page, 'Backup code').fill(backup);
    await press(page, /^Sign in$/);
    await page.waitForURL('**/account');

    await at('/account/security');
    await press(page, /^Take it away …/);
    await field(page, 'Your password').fill(PASSWORD);
    await press(page, /^Take it away$/);
    await page.getByText('It is off').waitFor();
  }));

test("the operator's link sets a new password once", (context) =>
  asVisitor(context, async (visitor) => {
    const { page, at, refused } = visitor;
    await signUp(visitor, 'forgetful');
    await press(page, 'Sign out');
    await page.getByText('Take part in three steps').waitFor();
    const answer = await fetch(`${server.origin}/api/operator/account/reset-password`, {
      method: 'POST',
      headers: { authorization: `Token ${server.operatorToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'forgetful' }),
    });
    const { path } = (await answer.json()) as { path: string };
    for (const isFirst of [true, false]) {
      await at(path);
      await field(page, 'New password').fill('another sentence to keep');
      await press(page, 'Set the password');
      if (isFirst) await page.waitForURL('**/sign-in');
      else await page.getByText('was used before').waitFor();
    }
    refused(/^400: .*reset-password/);
    await signIn(visitor, 'forgetful');
    await page.getByText('do not belong together').waitFor();
    refused(/^401: .*sign-in/);
    await signIn(visitor, 'forgetful', 'another sentence to keep');
    await page.waitForURL('**/account');
  }));

test('a model is made, refused a name that is taken, renamed and described; its webhook is called and logged', (context) =>
  asVisitor(context, async (visitor) => {
    const { page, refused } = visitor;
    await signUp(visitor, 'modeller');
    await makeModel(page, 'first_model');
    await field(page, 'Name').fill('first_model');
    await press(page, 'Make the model');
    await page.getByRole('alert').waitFor();
    refused(/^409: .*models/);
    await press(page, 'Change first_model');
    const form = page.getByRole('form', { name: 'Change first_model' });
    await form.getByLabel('Name', { exact: true }).fill('renamed_model');
    await form.getByLabel('About it').fill('Trees on all features.');
    await press(page, 'Save');
    await page.getByRole('heading', { name: 'renamed_model' }).waitFor();
    await page.getByText('Trees on all features.').first().waitFor();

    await press(page, 'Webhook of renamed_model');
    await field(page, 'Address').fill('ftp://example.org');
    await press(page, 'Save');
    await page.getByText('is not called: use https').waitFor();
    refused(/^400: .*webhook/);
    await field(page, 'Address').fill(`${server.origin}/healthz`);
    await press(page, 'Save');
    await press(page, 'Call it now');
    // Our own health route takes no POST: the call fails, and the log says how.
    const log = page.getByRole('region', { name: /^Calls of the webhook/ });
    await log.getByText('It answered 404.').waitFor();
    refused(/^400: .*webhook\/call/);
    await press(page, 'Remove the webhook of renamed_model');
    await press(page, /^Remove it\?/);
    await log.waitFor({ state: 'detached' });
  }));

test('files are dropped for two models, checked before they are sent, mended, accepted, noted and downloaded again', (context) =>
  asVisitor(context, async (visitor) => {
    const { page, at } = visitor;
    const { ids, number } = server.round;
    await signUp(visitor, 'sender');
    await makeModel(page, 'sender_ridge');
    await makeModel(page, 'sender_trees');
    await at('/submit');
    await page.getByText(`Round ${number} takes submissions`).waitFor();
    let uploads = 0;
    page.on('request', (request) => (uploads += Number(request.method() === 'PUT')));

    const [good, broken] = [csvOf(ids), csvOf(ids, 3).replace(/^(n000006,).*$/m, '$1high')];
    const dropped = await page.evaluateHandle(
      ([first, second]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([first as string], 'sender_ridge.csv', { type: 'text/csv' }));
        transfer.items.add(new File([second as string], 'sender_trees.csv', { type: 'text/csv' }));
        return transfer;
      },
      [good, broken],
    );
    await page.locator('.drop-zone').dispatchEvent('drop', { dataTransfer: dropped });
    const drafts = page.getByRole('list', { name: 'Files to submit' }).getByRole('listitem');
    await drafts.nth(0).getByText(`All ${ids.length} stocks of round ${number}`).waitFor();
    await drafts.nth(1).getByText('Row 7, column prediction: "high" is not a number.').waitFor();
    await drafts.nth(1).getByText('Write a number between 0 and 1 there.').waitFor();
    assert.equal(uploads, 0, 'nothing is sent before somebody says so');

    await drafts.nth(1).getByRole('button', { name: 'Remove sender_trees.csv' }).click();
    await page.locator('input[type=file]').setInputFiles(fileOf('sender_trees.csv', csvOf(ids, 3)));
    await drafts.nth(1).getByText(`All ${ids.length} stocks`).waitFor();
    await drafts.nth(0).getByLabel('Note, for you alone').fill('first try');
    await keepPicture(page, 'participant-submit-checked');
    await press(page, 'Submit 2 files');
    for (const draft of [drafts.nth(0), drafts.nth(1)]) await draft.getByText('accepted').waitFor();
    assert.equal(uploads, 2);
    await keepPicture(page, 'participant-submit-sent');

    const history = page.getByRole('region', { name: /^Submissions/ });
    await history
      .getByRole('row', { name: /sender_ridge/ })
      .getByText('counts')
      .waitFor();
    await history.getByRole('button', { name: /first try/ }).click();
    await history.getByLabel('Note, for you alone').fill('kept in mind');
    await press(page, 'Save');
    await history.getByText('kept in mind').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      history.getByRole('button', { name: 'Download sender_ridge.csv' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'sender_ridge.csv');
    assert.equal(await readFile(await download.path(), 'utf8'), good);
    await at('/');
    await page.getByText('2 of 2 of your models have submitted').waitFor();
  }));

test('a file waits for the next round where it is queued, and is refused there with its reason', (context) =>
  asVisitor(context, async (visitor) => {
    const { page, at } = visitor;
    const { round } = server;
    await signUp(visitor, 'patient');
    await makeModel(page, 'patient_model');
    await at('/submit');
    await press(page, 'Queue for the next round');
    await page.locator('input[type=file]').setInputFiles(fileOf('early.csv', csvOf(round.ids)));
    await page.getByText(`${round.ids.length} rows can be read`).waitFor();
    await press(page, /^Submit$/);
    await page.getByText('It waits for the next round.').waitFor();
    const next = { ...round, number: round.number + 1, ids: round.ids.map((id) => `m${id}`).toSorted() };
    await server.setLive([next, { ...round, state: 'closed' }]);
    try {
      await server.services.submissions.admitQueued('classic');
      const history = page.getByRole('region', { name: /^Submissions/ });
      // It fits the round before, which is closed and takes late files.
      await history.getByText('late').waitFor({ timeout: 12_000 });
      await page.getByText(`Round ${next.number} takes submissions`).waitFor();
    } finally {
      await server.setLive([round]);
    }
  }));

test('news is counted in the head of the page, read in the feed and marked as read; e-mail is chosen by kind', (context) =>
  asVisitor(context, async (visitor) => {
    const { page, at } = visitor;
    await signUp(visitor, 'reader');
    const account = await server.services.accounts.find({ username: 'reader' });
    const notice = {
      account: account?.id ?? '',
      kind: 'missed_round',
      message: 'Round 59 had nothing of you.',
      round: 59,
    } as const;
    await server.services.notifications.add(server.services.place.storage.db, [notice]);
    await at('/account/notifications');
    await page.getByText(notice.message).waitFor();
    await page.getByRole('link', { name: '1 unread notifications' }).waitFor();
    await press(page, 'Mark 1 as read');
    await page.getByRole('link', { name: '1 unread notifications' }).waitFor({ state: 'detached' });
    const choice = page.getByRole('checkbox', { name: 'payout' });
    await choice.click();
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.check input:not(:checked)') !== null);
    await page.reload();
    await choice.waitFor();
    assert.equal(await choice.isChecked(), false);
  }));

test('the program of the first page for the shell runs as it is copied, and its submission is accepted', async (context) => {
  for (const tool of ['bash', 'curl', 'jq', 'awk']) {
    const found = await promisify(execFile)('which', [tool]).then(
      () => true,
      () => false,
    );
    if (!found) return context.skip(`${tool} is not installed`);
  }
  await asVisitor(context, async (visitor) => {
    const { page, at } = visitor;
    await signUp(visitor, 'programmer');
    await makeModel(page, 'programmer_model');
    const account = await server.services.accounts.find({ username: 'programmer' });
    const { secretKey } = await server.services.accounts.createKey({ account: account?.id ?? '', name: 'shell' });
    await at('/');
    await page.getByText('How to submit with a program').click();
    await press(page, 'Shell');
    const program = ((await page.locator('.copy-text code').textContent()) ?? '').replace('$SECRET', `$${secretKey}`);
    const folder = await mkdtemp(join(tmpdir(), 'robata-shell-'));
    try {
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', program], { cwd: folder });
      assert.equal(stdout.trim(), 'accepted');
    } finally {
      await rm(folder, { recursive: true });
    }
    const python = page.getByText(`numerapi.base_api.API_TOURNAMENT_URL = "${server.origin}/"`);
    await press(page, 'Python');
    await python.waitFor();
  });
});

test("nobody sees or changes another participant's things", (context) =>
  asVisitor(context, async (visitor) => {
    const { page, at, refused } = visitor;
    await signUp(visitor, 'owner');
    await makeModel(page, 'owner_model');
    const modelId = await page.locator('.copy-line code').first().textContent();
    await press(page, 'Sign out');
    await page.getByText('Take part in three steps').waitFor();
    await signUp(visitor, 'other');
    await at('/submit');
    await page.getByText('make your first model').waitFor();
    const tries = await page.evaluate(async (id) => {
      const ask = async (method: string, path: string, body?: object): Promise<number> => {
        const headers = { 'content-type': 'application/json' };
        return (await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) })).status;
      };
      return [
        await ask('PATCH', `/api/account/models/${id}`, { name: 'mine' }),
        await ask('GET', `/api/account/models/${id}/webhook`),
        await ask('GET', `/api/account/submissions?modelId=${id}`),
        await ask('POST', '/api/account/uploads', { modelId: id, filename: 'x.csv', kind: 'submission' }),
      ];
    }, modelId);
    assert.deepEqual(tries, [404, 404, 404, 404]);
    refused(/^404: .*\/api\/account\//);
  }));

for (const [screen, options] of Object.entries(SCREENS)) {
  test(`the pages of participants fit a ${screen} screen`, (context) =>
    asVisitor(
      context,
      async (visitor) => {
        const { page, at } = visitor;
        for (const path of ENTRY_PAGES) {
          await at(path);
          await assertNoSidewaysScroll(page, `${path} (${screen})`);
          await keepPicture(page, `participant-${screen}-stranger${path.replaceAll(/[/?=]/g, '-')}`);
        }
        await signUp(visitor, `wide_${screen}`);
        await makeModel(page, `a_model_with_a_long_name_${screen.slice(0, 2)}${screen.length}`);
        await makeModel(page, `second_${screen}`);
        for (const path of OWN_PAGES) {
          await at(path);
          if (path === '/account/models') await press(page, /^Change second/);
          if (path === '/account/keys') {
            await field(page, 'What it is for').fill('laptop');
            await press(page, 'Make the key');
            await page.getByText('only time').waitFor();
          }
          if (path === '/account/security') {
            await field(page, 'Your password').fill(PASSWORD);
            await press(page, 'Set it up');
            await page.getByRole('img', { name: /QR/ }).waitFor();
          }
          if (path === '/submit') {
            const files = [csvOf(server.round.ids), 'id;prediction\n'].map((text, at) =>
              fileOf(`second_${at}.csv`, text),
            );
            await page.locator('input[type=file]').setInputFiles(files);
            await page.getByText('separated by semicolons').waitFor();
          }
          await assertNoSidewaysScroll(page, `${path} (${screen})`);
          await keepPicture(page, `participant-${screen}${path.replaceAll('/', '-')}`);
        }
      },
      options,
    ));
}
