import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test, { after, before, type TestContext } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { onEveryScreen } from './onEveryScreen.ts';
import { giveModel, OWNED_MODEL, SIGNALS_MODEL } from './ownedModel.ts';
import { tick } from './tick.ts';
import { asVisitor, csvOf, openStage, signIn, signUp, type Stage, type Visit } from './stage.ts';

let stage: Stage;

before(async () => {
  stage = await openStage({ isOneStorage: true });
});
after(() => stage.close());

const visiting = (context: TestContext, use: (visit: Visit) => Promise<void>, options?: BrowserContextOptions) =>
  asVisitor(stage, context, use, options);

const boxOf = (page: Page, name: string) => page.getByRole('checkbox', { name: `Compare ${name}`, exact: true });

/** Runs of diagnostics that are done, with these means over their eras: as the service stores them. */
async function recordRuns(runs: ReadonlyMap<number, number>): Promise<void> {
  const { db } = stage.server.services.place.storage;
  const account = (await db.selectFrom('account').select('id').executeTakeFirstOrThrow()).id;
  await db
    .insertInto('upload')
    .values({
      filename: 'validation.csv',
      kind: 'diagnostics',
      account,
      model: 1,
      display_name: 'validation.csv',
      file: 'validation.csv',
      bytes: 0,
      sha256: '',
      compute_id: null,
      used: true,
      received_at: '2024-01-01T00:00:00Z',
    })
    .execute();
  for (const [model, corr] of runs) {
    const eras = Array.from({ length: 40 }, (_, at) => ({ validationCorr20V2: corr + (at % 2 === 0 ? 0.01 : -0.01) }));
    await db
      .insertInto('diagnostics_run')
      .values({
        id: randomUUID(),
        account,
        model,
        tournament: 'classic',
        state: 'done',
        filename: 'validation.csv',
        message: null,
        progress: 1,
        summary: JSON.stringify({ figures: { validationCorr20V2Mean: corr } }),
        eras: JSON.stringify(eras),
        created_at: '2024-01-01T00:00:00Z',
        updated_at: '2024-01-01T00:00:00Z',
      } as never)
      .execute();
  }
}

test('models are chosen by their boxes, compared, one is added and one taken away; the address keeps it all', (context) =>
  visiting(context, async ({ page, at }) => {
    await at('/leaderboard');
    for (const name of ['planted', 'random']) await tick(boxOf(page, name));
    await page.waitForFunction(() => location.search.includes('compare='));
    await page.reload();
    assert.ok(await boxOf(page, 'planted').isChecked(), 'the choice survives a reload');
    await page.getByRole('link', { name: 'Compare 2 models' }).click();
    await page.getByRole('heading', { name: 'Compare models' }).waitFor();
    await page.getByRole('cell', { name: /planted is better \(\d+\.\d standard errors\)/ }).waitFor();
    await page.getByLabel('Model', { exact: true }).fill('pair_p');
    await page.getByRole('button', { name: 'Add' }).click();
    const pairs = page.getByRole('region', { name: 'Differences of every two models' });
    await pairs.getByText('random − pair_p').waitFor();
    assert.equal(await pairs.locator('tbody tr').count(), 3);
    await page.getByRole('button', { name: 'TC', exact: true }).click();
    await page.getByRole('button', { name: 'By round' }).click();
    await page.getByRole('button', { name: 'Take random away' }).click();
    await page.waitForFunction(() => /models=planted(,|%2C)pair_p/.test(location.search));
    assert.match(page.url(), /score=tc/);
    assert.match(page.url(), /view=rounds/);
    await page.getByText('TC of each resolved round').waitFor();
    await page.waitForFunction(
      () => document.querySelectorAll('[aria-label="Means of the models compared"] tbody tr').length === 2,
    );
    await page.getByLabel('Model', { exact: true }).fill('nobody_at_all');
    await page.keyboard.press('Enter');
    await page.getByText('Nobody is named “nobody_at_all”.').waitFor();
    await at('/compare?models=example,copycat');
    await page.getByRole('button', { name: 'Take copycat away' }).waitFor();
  }));

test('five models and no more are chosen, and pressing a name takes it away', (context) =>
  visiting(context, async ({ page, at }) => {
    await at('/leaderboard');
    for (const name of ['planted', 'random', 'ridge', 'whale', 'example']) await tick(boxOf(page, name));
    await page.getByText('Five at most.').waitFor();
    assert.ok(await boxOf(page, 'trees').isDisabled());
    await page.getByRole('button', { name: 'Take whale away' }).click();
    await page.getByRole('link', { name: 'Compare 4 models' }).waitFor();
    assert.ok(!(await boxOf(page, 'whale').isChecked()));
    assert.ok(await boxOf(page, 'trees').isEnabled());
  }));

test('Signals says plainly that its rounds have not begun, and shows who has joined; accounts stand together', (context) =>
  visiting(context, async (visit) => {
    const { page, at } = visit;
    await at('/leaderboard?by=signals');
    const link = page.locator('tbody th a', { hasText: SIGNALS_MODEL });
    await link.waitFor();
    await page.getByText('The rounds of Signals have not begun').waitFor();
    await link.click();
    await page.getByText('This model is in Signals and has not taken part in a round yet.').waitFor();
    await at('/leaderboard');
    await page.getByText('22 rows').waitFor();
    assert.equal(await link.count(), 0, 'it is not among those of classic');
    await page.getByRole('button', { name: 'Accounts' }).click();
    await page.getByRole('columnheader', { name: 'Account' }).waitFor();
    await page.getByRole('columnheader', { name: 'Payout' }).waitFor();
    await page.getByText(/2\d rows/).waitFor();
    assert.equal(await page.getByRole('checkbox', { name: /^Compare/ }).count(), 0);
  }));

test('a model’s page says where it stands, whom it is like, what it leans on, and proves what it was paid', (context) =>
  visiting(context, async ({ page, at }) => {
    await at('/models/planted');
    await page
      .getByText(/better than \d+ % of models/)
      .first()
      .waitFor();
    for (const name of ['Scores', 'How alike it is', 'What it leans on', 'Stake and payouts', 'Every round']) {
      await page.getByRole('heading', { name, exact: true }).waitFor();
    }
    for (const label of [
      /^CORR in each round/,
      /^Mean CORR of all rounds so far/,
      /^Percentile of CORR/,
      /^Correlation with the meta model in each round/,
      /^Churn in each round/,
    ]) {
      const chart = page.getByRole('img', { name: label });
      await chart.waitFor();
      const inked = await chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value, at) => at % 4 === 3 && value > 0);
      });
      assert.ok(inked, String(label));
    }
    assert.equal(await page.getByRole('region', { name: 'The most alike models' }).locator('tbody tr').count(), 5);
    assert.equal(
      await page
        .getByRole('region', { name: /^Exposures of planted/ })
        .locator('tbody tr')
        .count(),
      6,
    );
    const proof = page.getByRole('link', { name: 'payout of round 55' });
    assert.equal(await proof.getAttribute('href'), '/api/rounds/55/payouts/planted/proof');
    assert.equal(await page.getByText('Only you see what stands in this frame.').count(), 0);
    await page.getByRole('link', { name: 'Compare it with others' }).click();
    await page.getByRole('button', { name: 'Take planted away' }).waitFor();
  }));

test('an owner sees stake, submissions with reasons, webhook and validation on the model’s page; a second one does not', async (context) => {
  if (typeof stage.browser === 'string') return context.skip(stage.browser);
  let id = '';
  await visiting(context, async (visit) => {
    const { page, at } = visit;
    await signUp(visit, 'ada');
    id = await giveModel(stage.server.services, 'ada');
    const owned = await stage.server.services.accounts.findModel({ name: OWNED_MODEL });
    const skill = new Map(
      [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13].map((model) => [model, 0.01 + 0.002 * model] as const),
    );
    await recordRuns(new Map([...skill, [owned?.model ?? 0, 0.09]]));
    const { robataClient } = await import('@robata/client');
    const { accounts, round } = { ...stage.server.services, round: stage.server.round };
    const account = await stage.server.services.place.storage.db
      .selectFrom('account')
      .select('id')
      .where('username', '=', 'ada')
      .executeTakeFirstOrThrow();
    const key = await accounts.createKey({
      account: account.id,
      name: 'program',
      scopes: ['upload_submission', 'read_submission_info'],
    });
    const program = robataClient({ origin: stage.server.origin, key: `${key.publicId}$${key.secretKey}` });
    const broken = new Blob([csvOf(round.ids).replace(/,[\d.]+$/m, ',x')]);
    await assert.rejects(program.submit({ modelId: id, file: broken, filename: 'broken.csv' }));
    await program.submit({ modelId: id, file: new Blob([csvOf(round.ids)]), filename: 'good.csv' });
    await at(`/models/${OWNED_MODEL}`);
    await page.getByText('Only you see what stands in this frame.').waitFor();
    const sent = page.getByRole('region', { name: `Submissions of ${OWNED_MODEL}, newest first` });
    await sent.getByText('accepted').waitFor();
    await page.getByLabel('Address').waitFor();
    await page.getByRole('button', { name: 'Most that can burn' }).waitFor();
    await page.getByText(/standard errors below validation: more than chance does/).waitFor();
  });
  await visiting(context, async (visit) => {
    const { page, at, refused } = visit;
    await signUp(visit, 'eve');
    await at(`/models/${OWNED_MODEL}`);
    await page.getByRole('heading', { name: 'Scores', exact: true }).waitFor();
    assert.equal(await page.getByText('Only you see what stands in this frame.').count(), 0);
    const status = await page.evaluate(
      async (path) => (await fetch(path)).status,
      `/api/account/models/${id}/validation`,
    );
    assert.equal(status, 404);
    refused(/404.*validation/);
    const all = await (await fetch(`${stage.server.origin}/api/validation-against-live`)).text();
    assert.ok(!all.includes('0.09'), 'no single run can be read');
    await fetch(`${stage.server.origin}/api/account/models/${id}/validation`).then(({ status }) =>
      assert.equal(status, 401),
    );
  });
});

test('boards, models and comparisons hold on every screen', async (context) => {
  if (typeof stage.browser === 'string') return context.skip(stage.browser);
  await onEveryScreen({
    browser: stage.browser,
    origin: stage.server.origin,
    name: 'models',
    paths: [
      '/leaderboard?compare=planted,example',
      '/leaderboard?by=accounts',
      '/leaderboard?by=signals',
      '/models/planted',
      '/compare?models=planted,example,ensemble,random,whale',
    ],
  });
  await onEveryScreen({
    browser: stage.browser,
    origin: stage.server.origin,
    name: 'models-own',
    paths: [`/models/${OWNED_MODEL}?score=tc`],
    before: async (page) => {
      await signIn({ page, at: async (path) => void (await page.goto(`${stage.server.origin}${path}`)) }, 'ada');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForURL(/account/);
    },
  });
});
