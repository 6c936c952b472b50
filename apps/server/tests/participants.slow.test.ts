import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BrowserContextOptions } from 'playwright-core';
import type { ParticipantServer } from './participantServer.ts';
import {
  asVisitor as visiting,
  csvOf,
  field,
  fileOf,
  keepPicture,
  makeModel,
  openStage,
  PASSWORD,
  press,
  signIn,
  signUp,
  type Stage,
  type Visit,
} from './stage.ts';
import { timeCode } from './timeCode.ts';
import { assertNoSidewaysScroll } from './watchPage.ts';

const ROBATA = fileURLToPath(new URL('../../cli/bin/robata.js', import.meta.url));
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

let stage: Stage;
let server: ParticipantServer;

before(async () => {
  stage = await openStage();
  server = stage.server;
});
after(() => stage?.close());

const asVisitor = (context: TestContext, use: (visit: Visit) => Promise<void>, options?: BrowserContextOptions) =>
  visiting(stage, context, use, options);

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
      await box.getByText('Copied').waitFor();
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
    // The command line's own way, as it is copied too; the program itself stands in another folder of this repository.
    await press(page, 'CLI');
    await page.getByText("robata submit predictions.csv --model 'programmer_model'").waitFor();
    const command = ((await page.locator('.copy-text code').textContent()) ?? '').replace('$SECRET', `$${secretKey}`);
    const other = await mkdtemp(join(tmpdir(), 'robata-command-'));
    try {
      await writeFile(join(other, 'predictions.csv'), csvOf(server.round.ids));
      const words = command.replace('npx robata', `'${process.execPath}' '${ROBATA}'`);
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', words], { cwd: other });
      assert.equal((JSON.parse(stdout) as { state: string }).state, 'accepted');
    } finally {
      await rm(other, { recursive: true });
    }
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
