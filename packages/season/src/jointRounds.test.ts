import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { formatAmount, amountOf, payoutPlanHash } from '@robata/ledger';
import {
  auditLedger,
  ledgerFactCommands,
  askedLedgerFacts,
  isSignals,
  evidenceBlob,
  kitBlob,
  ledgerRoundIds,
  memoryStorage,
  neutralizersKey,
  openingKey,
  type PublishedReceipts,
  readKit,
  receiptsKey,
  receiptTree,
  robataSignals1,
  type RoundRecord,
  sharedLedger,
  SIGNALS_META_MODEL_KIND,
  signalReportsKey,
  type Storage,
  storedReceipts,
  verifyScores,
} from '@robata/tournament';
import { smallSeason } from './testing/smallSeason.ts';

const SETTINGS = { models: 5, signals: 6, seed: 5 } as const;

const audit = (storage: Storage) => {
  const commands = ledgerFactCommands(storage);
  return auditLedger(askedLedgerFacts(async (words, input) => (commands[words] as (given: object) => unknown)(input)));
};

it('a round of both: each part is scored in its own columns, paid by its own plan, and all books agree', async () => {
  const { storage } = await smallSeason({ ...SETTINGS, rounds: 2 });
  const models = new Map((await storage.models()).map((model) => [model.id, model]));
  const journal = await sharedLedger(storage).journal();
  for (const round of await storage.rounds()) {
    assert.equal(round.state, 'resolved');
    const columnOf = (key: string): number => round.columns.findIndex((column) => column.key === key);
    const rows = await storage.scores({ round: round.number, latestOnly: true });
    const scored = rows.map(({ model }) => models.get(model));
    assert.ok(scored.filter((model) => model !== undefined && isSignals(model)).length >= 4);
    for (const { model, values } of rows) {
      const found = models.get(model);
      const ofSignals = found !== undefined && isSignals(found);
      assert.equal(Number.isNaN(values[columnOf('corr')] as number), ofSignals, `${found?.name} in corr`);
      assert.equal(Number.isNaN(values[columnOf('alpha')] as number), !ofSignals, `${found?.name} in alpha`);
      const isOwnRow = found?.kind === SIGNALS_META_MODEL_KIND || found?.kind === 'meta';
      assert.equal(Number.isNaN(values[columnOf('tc')] as number), isOwnRow, `${found?.name} in tc`);
    }
    const [classic, signals] = ledgerRoundIds(round).map((id) => journal.rounds.get(id));
    assert.ok(classic !== undefined && signals !== undefined);
    const ofSignals = (id: string): boolean => isSignals(models.get(Number(id)) as never);
    assert.ok([...classic.atRisk.keys()].every((id) => !ofSignals(id)));
    assert.ok(signals.atRisk.size >= 4 && [...signals.atRisk.keys()].every(ofSignals));
    const resolution = journal.entries.get(`resolution:signals/${round.number}:0`)?.command;
    assert.ok(resolution?.kind === 'resolution');
    assert.equal(round.signals?.planHash, payoutPlanHash(resolution.plan));
    assert.equal(resolution.plan.policy.id, robataSignals1.payoutPolicy.id);
    const stored = await storage.payouts({ round: round.number });
    for (const { model, payout } of resolution.plan.rows) {
      assert.equal(stored.find((row) => row.model === Number(model))?.amount, payout as bigint);
    }
    assert.match((await storage.document(openingKey(round.number))) as string, /"neutralizers":"[0-9a-f]{64}"/);
  }
  assert.deepEqual((await audit(storage)).faults, []);
  assert.equal(
    formatAmount(amountOf([...(await storage.balances()).values()].reduce((sum, units) => sum + units, 0n))),
    '0',
  );
});

it('gives everybody receipts: the contributions of Signals models are computed again from the kit, their scores by ticker are not', async () => {
  const season = await smallSeason({ ...SETTINGS, models: 4, rounds: 1 });
  const { storage, blobs } = season;
  const record = (await storage.round(1)) as RoundRecord;
  const published = (await storage.document(receiptsKey(1))) as PublishedReceipts;
  const textOf = async (key: string): Promise<string> => gunzipSync((await blobs.get(key)) as Uint8Array).toString();
  const fullKit = await readKit(blobs, 1);
  const evidence = await textOf(evidenceBlob(1));
  const tree = receiptTree(await storedReceipts(storage, record, published));
  const signals = new Set((await storage.models()).filter(isSignals).map(({ name }) => name));
  let contributions = 0;
  for (const model of Object.values(published.names)) {
    const { isVerified, checks, receipt } = await verifyScores({
      asked: { round: 1, model },
      proof: JSON.stringify(tree.proof(model)),
      publishedRoot: published.root,
      evidence,
      predictions: null,
      fullKit,
    });
    assert.ok(isVerified, JSON.stringify(checks));
    assert.equal(receipt.round, signals.has(model) ? 'signals/1' : 'classic/1');
    const statusOf = (key: string) => checks.find((check) => check.key === key)?.status;
    assert.equal(statusOf('alpha'), 'not checked');
    if (!signals.has(model)) assert.equal(statusOf('corr'), 'verified');
    else if (receipt.submissionHash !== null) {
      for (const key of ['tc', 'tcLeaveOneOut', 'tcLeaveOneOutHeld']) assert.equal(statusOf(key), 'verified', key);
      contributions += 1;
    }
  }
  assert.ok(contributions >= 4);
});

it('is the same live, by the round engine, as in the past', async () => {
  const past = await smallSeason({ ...SETTINGS, rounds: 4 });
  const lastDay = (await past.storage.fundDays()).at(-1)?.day as string;
  const storage = memoryStorage();
  const isOver = async (): Promise<boolean> => ((await storage.fundDays()).at(-1)?.day ?? '') < lastDay;
  const live = await smallSeason({ ...SETTINGS, rounds: 2, storage, input: { nextDay: isOver } });
  for (let number = 1; number <= 4; number++) {
    const [lived, played] = [await storage.round(number), await past.storage.round(number)];
    assert.equal(lived?.state, number === 4 && lived?.state === 'scoring' ? 'scoring' : 'resolved');
    if (lived?.state !== 'resolved') continue;
    assert.deepEqual({ ...lived, opensAt: '', closesAt: '' }, { ...played, opensAt: '', closesAt: '' });
    assert.deepEqual(await storage.scores({ round: number }), await past.storage.scores({ round: number }));
    assert.deepEqual(await storage.payouts({ round: number }), await past.storage.payouts({ round: number }));
    assert.deepEqual(await storage.entries({ round: number }), await past.storage.entries({ round: number }));
    for (const key of [neutralizersKey(number), signalReportsKey(number)]) {
      assert.ok((await storage.document(key)) !== null, key);
      assert.deepEqual(await storage.document(key), await past.storage.document(key));
    }
  }
  assert.deepEqual(await live.blobs.get(kitBlob(3)), await past.blobs.get(kitBlob(3)));
  assert.deepEqual((await audit(storage)).faults, []);
});

it('gives Signals the configured share of the meta model, and pays by the true stakes', async () => {
  const { storage, blobs } = await smallSeason({ ...SETTINGS, rounds: 1, signalsConfig: { metaModelShare: 0.3 } });
  const kit = (await readKit(blobs, 1)) ?? assert.fail('no kit');
  const byName = new Map((await storage.models()).map((model) => [model.name, model]));
  const sumOf = (ofSignals: boolean): number =>
    kit.stakes.reduce(
      (sum, stake, j) => sum + (isSignals(byName.get(kit.models[j] as string) as never) === ofSignals ? stake : 0),
      0,
    );
  assert.ok(Math.abs(sumOf(true) / (sumOf(true) + sumOf(false)) - 0.3) < 1e-12);
  const atRisk = (await storage.entries({ round: 1 })).reduce((sum, entry) => sum + Number(entry.atRisk) / 1e18, 0);
  assert.ok(Math.abs(sumOf(true) + sumOf(false) - atRisk) < 1e-6 * atRisk, 'the total stays what it was');
});
