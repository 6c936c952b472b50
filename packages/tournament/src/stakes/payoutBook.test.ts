import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { amount, payoutTree, verifyPayoutProof } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { roundPage } from '../views/roundPage.ts';
import { type PayoutBook, payoutBook } from './payoutBook.ts';
import { treasuryPage } from './treasury.ts';
import { playedRounds, type PlayedRounds } from './testing/playedRounds.ts';

const storage = memoryStorage();
let played: PlayedRounds;
let book: PayoutBook;
const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected;

before(async () => {
  played = await playedRounds(storage, 2);
  for (const days of [0, 0.5, 1, 2, 3]) {
    played.at(days);
    await played.work();
  }
  book = payoutBook({ reader: storage, ledger: played.ledger });
});

test('a round publishes the root of its payouts when it resolves, and not before', async () => {
  const [resolved, scoring] = [await storage.round(1), await storage.round(2)];
  assert.deepEqual([resolved?.state, scoring?.state], ['resolved', 'scoring']);
  const { plan, root, hash, entry } = await book.payouts(1);
  assert.deepEqual(
    [resolved?.payoutRoot, root, resolved?.planHash, entry?.command.kind],
    [root, payoutTree(plan).root, hash, 'resolution'],
  );
  assert.equal(scoring?.payoutRoot, undefined);
});

test('every payout has a proof that the published root bears out, and no other', async () => {
  const { payoutRoot: root = '' } = (await storage.round(1)) ?? {};
  for (const model of ['Model_1', 'model_2', '3', 'MODEL_4']) {
    const text = await book.proof(1, model);
    const result = verifyPayoutProof(text, { root });
    assert.equal(result.status, 'verified', model);
    assert.equal(verifyPayoutProof(text, { root: 'f'.repeat(64) }).status, 'refuted');
    assert.equal(verifyPayoutProof(text.replace('"atRisk":"100"', '"atRisk":"101"'), { root }).status, 'refuted');
  }
  await assert.rejects(book.proof(1, 'nobody'), code('payout_not_found'));
  await assert.rejects(book.proof(2, 'Model_1'), code('plan_not_found'));
  await assert.rejects(book.proof(9, 'Model_1'), code('round_not_found'));
});

test('the statement of a round names every payout with its account', async () => {
  const lines = (await book.statement(1)).trimEnd().split(/\r?\n/);
  assert.equal(lines.length, 1 + 4);
  const cells = (line: string | undefined) => (line ?? '').split(',');
  const at = (name: string) => cells(lines[0]).indexOf(name);
  const rows = lines.slice(1).map((line) => cells(line));
  assert.deepEqual(
    rows.map((row) => [row[at('model')], row[at('account')], row[at('at_risk')]]),
    [
      ['1', 'account1', '100'],
      ['2', 'account0', '100'],
      ['3', 'account1', '100'],
      ['4', 'account0', '100'],
    ],
  );
  const payouts = await storage.payouts({ round: 1 });
  assert.deepEqual(
    rows.map((row) => amount(row[at('posted')] ?? '')),
    payouts.map((payout) => payout.amount),
  );
});

test('a round of classic alone has no statement of Signals', async () => {
  await assert.rejects(book.statement(1, 'signals'), code('signals_part_not_found'));
});

test('the treasury says how long it lasts, and how the stakes are held', async () => {
  const page = treasuryPage(await played.ledger.journal());
  const paid = (await storage.payouts({ round: 1, model: 1 }))[0]?.amount ?? 0n;
  assert.equal(amount(page.treasury), amount('1000') - paid);
  assert.deepEqual(
    [page.atCurrentRate.status, page.atCurrentRate.rounds],
    ['lasts', Number((amount('1000') - paid) / paid)],
  );
  assert.ok(page.atWorstCase.sentence.includes('more round'));
  assert.deepEqual([page.models.stakes, page.accounts.stakes], [4, 2]);
  assert.ok(page.accounts.top1 > page.models.top1 && page.accounts.top10 === 1);
});

test("a round's page says how what is at risk is held", async () => {
  const page = await roundPage(storage, 2, false);
  const { models, accounts } = page?.concentration ?? {};
  assert.deepEqual([models?.stakes, accounts?.stakes, accounts?.top10], [4, 2, 1]);
  assert.ok(Math.abs((accounts?.herfindahl ?? 0) - 0.5) < 0.001);
});

test('a plan that waits for its approval is shown to operators, and has no public proof', async () => {
  const waiting = memoryStorage();
  const { at, work, ledger, engine } = await playedRounds(waiting, 1, 'operator');
  for (const days of [0, 1, 2, 3]) {
    at(days);
    await work();
  }
  const plans = payoutBook({ reader: waiting, ledger });
  const { hash, root, entry, approvedBy } = await plans.payouts(1);
  assert.deepEqual([entry, approvedBy, hash], [null, null, (await waiting.plan(1))?.hash]);
  await assert.rejects(plans.proof(1, 'Model_1'), code('round_not_resolved'));
  await assert.rejects(plans.statement(1), code('round_not_resolved'));
  await engine.approve({ round: 1, planHash: hash, by: 'ops' });
  await work();
  const posted = await plans.payouts(1);
  assert.deepEqual([posted.hash, posted.root, posted.approvedBy, posted.entry === null], [hash, root, 'ops', false]);
  assert.equal((await waiting.round(1))?.payoutRoot, root);
});
