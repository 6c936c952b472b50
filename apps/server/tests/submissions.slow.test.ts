import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test, { after, before, type TestContext } from 'node:test';
import type { ParticipantServer } from './participantServer.ts';
import {
  asVisitor as visiting,
  csvOf,
  fileOf,
  keepPicture,
  makeModel,
  openStage,
  press,
  signUp,
  type Stage,
  type Visit,
} from './stage.ts';

let stage: Stage;
let server: ParticipantServer;

before(async () => {
  stage = await openStage();
  server = stage.server;
});
after(() => stage?.close());

const asVisitor = (context: TestContext, use: (visit: Visit) => Promise<void>) => visiting(stage, context, use);

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
      await history.getByText('late').waitFor();
      await page.getByText(`Round ${next.number} takes submissions`).waitFor();
    } finally {
      await server.setLive([round]);
    }
  }));

test('one file for many models is split by its columns, each for the model that it is named after, and the list is filtered by model', (context) =>
  asVisitor(context, async (visitor) => {
    const { page, at } = visitor;
    const { ids, number } = server.round;
    await signUp(visitor, 'several');
    for (const name of ['several_ridge', 'several_trees']) await makeModel(page, name);
    await at('/submit');
    await page.getByText(`Round ${number} takes submissions`).waitFor();
    const rows = ids.map((id, row) => `${id},${(row + 1) / 1000},${1 - (row + 1) / 1000},`);
    const text = ['id,several_ridge,several_trees,spare', ...rows].join('\n');
    const input = page.locator('input[type=file]');
    await input.setInputFiles(fileOf('all.csv', text));
    const drafts = page.getByRole('list', { name: 'Files to submit' }).getByRole('listitem');
    for (const at of [0, 1]) {
      const draft = drafts.nth(at);
      await draft.getByText('a column of all.csv').waitFor();
      await draft.getByText(`All ${ids.length} stocks of round ${number}`).waitFor();
    }
    // Its third column has no values and no model: it says so, and is no obstacle to the others.
    await drafts.nth(2).getByRole('button', { name: 'Remove spare.csv' }).click();
    await keepPicture(page, 'participant-submit-columns');
    await press(page, 'Submit 2 files');
    for (const at of [0, 1]) await drafts.nth(at).getByText('accepted').waitFor();
    const history = page.getByRole('region', { name: /^Submissions/ });
    await history.getByRole('row', { name: /several_trees/ }).waitFor();
    await page.getByLabel('Of the model').selectOption('several_ridge');
    await page.waitForURL('**/submit?model=several_ridge');
    await history.getByRole('row', { name: /several_trees/ }).waitFor({ state: 'detached' });
    await history.getByRole('row', { name: /several_ridge/ }).waitFor();
    await page.reload();
    await history.getByRole('row', { name: /several_ridge/ }).waitFor();
    assert.equal(await history.getByRole('row', { name: /several_trees/ }).count(), 0, 'the address keeps the choice');

    const { submissions, accounts } = server.services;
    const account = await accounts.find({ username: 'several' });
    const slots = await accounts.listModels(account?.id ?? '');
    const kept = await submissions.submissions(
      slots.map(({ model }) => model),
      10,
    );
    assert.deepEqual(kept.map(({ filename, stocks }) => [filename, stocks]).toSorted(), [
      ['several_ridge.csv', ids.length],
      ['several_trees.csv', ids.length],
    ]);
    await input.setInputFiles(fileOf('words.csv', 'id,one,two\nn1,0.5,high\n'));
    await page.getByText('words.csv: Row 1, column two: "high" is not a number.').waitFor();
  }));
