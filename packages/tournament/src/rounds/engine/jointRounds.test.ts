import assert from 'node:assert/strict';
import { it } from 'node:test';
import { amount, balance, formatAmount, PAYOUT_POLICIES, roundId, stake, TREASURY } from '@robata/ledger';
import type { ModelRecord } from '../../records.ts';
import { askedLedgerFacts, ledgerFactCommands } from '../../stakes/ledgerFacts.ts';
import { auditLedger } from '../../stakes/ledgerAudit.ts';
import { stakeService } from '../../stakes/stakeService.ts';
import { memoryStorage } from '../../storage/memoryStorage.ts';
import { sharedLedger } from '../sharedLedger.ts';
import type { RoundDesk } from './roundDesk.ts';
import { roundEngine } from './roundEngine.ts';
import { smallDesk } from './testing/smallDesk.ts';

const model = (id: number, tournament: 'classic' | 'signals'): ModelRecord => ({
  id,
  name: `m${id}`,
  account: 'ada',
  kind: 'participant',
  description: '',
  marked: false,
  ...(tournament === 'signals' && { tournament }),
});
const MODELS = [model(1, 'classic'), model(2, 'signals')];
const START = Date.parse('2026-01-03T18:00:00Z');
const iso = (day: number): string => `${new Date(START + day * 86_400_000).toISOString().slice(0, 19)}Z`;

/** A joint round of a day: what its parts pay is 5 % of 100 each at most, and the treasury has what it is given. */
async function tournament({
  treasury,
  submitted = [1, 2],
  score = 1,
}: {
  readonly treasury: string;
  readonly submitted?: readonly number[];
  readonly score?: number;
}) {
  const storage = memoryStorage();
  const ledger = sharedLedger(storage);
  await storage.transaction((writer) => writer.putModels(MODELS));
  await ledger.transact((book) => {
    book.post({ idempotencyKey: 'treasury', command: { kind: 'treasury_deposit', amount: amount(treasury) } });
    for (const { id, account } of MODELS) {
      book.post({ idempotencyKey: `d${id}`, command: { kind: 'deposit', account, amount: amount('100') } });
      const command = { kind: 'stake_increase', account, model: String(id), amount: amount('100') } as const;
      book.post({ idempotencyKey: `s${id}`, command });
    }
  });
  const small = smallDesk({
    models: MODELS,
    horizonDays: 1,
    opensAt: () => iso(0),
    closesAt: () => iso(1),
    scoredAt: () => iso(2),
    submitted: () => submitted,
    scoreOf: () => score,
  });
  const policy = { ...PAYOUT_POLICIES['robata-1'], id: 'signals' };
  const keys = policy.scores.map(({ key }) => key);
  const desk: RoundDesk = {
    ...small,
    async open(round) {
      const opening = await small.open(round);
      if ('missing' in opening) return opening;
      return { ...opening, record: { ...opening.record, signals: { keys, payoutFactor: null, planHash: null } } };
    },
    signalsPolicy: async () => policy,
  };
  let day = 0;
  const engine = roundEngine({
    storage,
    ledger,
    desk,
    now: () => new Date(START + day * 86_400_000),
    approval: 'automatic',
    enqueue: () => Promise.resolve(),
  });
  await engine.schedule(1, [{ kind: 'open', day: 0, dueAt: iso(0) }]);
  const play = async (until: number): Promise<void> => {
    day = until;
    for (const step of await storage.dueSteps(iso(until))) await engine.run(step);
  };
  const commands = ledgerFactCommands(storage);
  const facts = askedLedgerFacts(async (words, input) => (commands[words] as (given: object) => unknown)(input));
  return {
    storage,
    ledger,
    engine,
    play,
    async staked() {
      const journal = await ledger.journal();
      return MODELS.map(({ id }) => formatAmount(balance(journal, stake(String(id)))));
    },
    faults: async () => (await auditLedger(facts)).faults,
  };
}

it('pays both parts of a joint round or neither: a treasury that can pay only the first pays nobody', async () => {
  const { storage, ledger, play, staked, faults } = await tournament({ treasury: '7' });
  for (const day of [0, 1, 2]) await play(day);
  await play(2);
  assert.equal((await storage.round(1))?.state, 'scoring');
  assert.match((await storage.steps(1)).at(-1)?.postponed ?? '', /treasury/);
  assert.deepEqual(await staked(), ['100', '100']);
  assert.equal(formatAmount(balance(await ledger.journal(), TREASURY)), '7');
  assert.deepEqual(await storage.payouts({ round: 1 }), []);
  assert.deepEqual(await faults(), []);
  await ledger.transact((book) => {
    book.post({ idempotencyKey: 'more', command: { kind: 'treasury_deposit', amount: amount('3') } });
  });
  await play(3);
  await play(4);
  assert.equal((await storage.round(1))?.state, 'resolved');
  assert.deepEqual(await staked(), ['105', '105']);
  assert.equal(formatAmount(balance(await ledger.journal(), TREASURY)), '0');
  assert.deepEqual(await faults(), []);
});

it('resolves a joint round in which nobody of a part took part: both rounds of the ledger end', async () => {
  for (const [submitted, expected] of [
    [[1], ['95', '100']],
    [[2], ['100', '95']],
  ] as const) {
    const { storage, ledger, play, staked, faults } = await tournament({ treasury: '1', submitted, score: -1 });
    for (const day of [0, 1, 2, 2]) await play(day);
    assert.equal((await storage.round(1))?.state, 'resolved');
    assert.deepEqual(await staked(), expected);
    const { rounds } = await ledger.journal();
    for (const part of ['classic', 'signals']) assert.equal(rounds.get(roundId(part, 1))?.state, 'resolved');
    assert.deepEqual(await faults(), []);
  }
});

it('cancels both parts of a joint round, before its close and after it, and nothing is at risk any more', async () => {
  for (const until of [0, 1]) {
    const { storage, ledger, engine, play, staked, faults } = await tournament({ treasury: '20' });
    for (let day = 0; day <= until; day++) await play(day);
    await engine.cancel(1, 'An exchange was closed.');
    await play(3);
    assert.equal((await storage.round(1))?.state, 'cancelled');
    assert.deepEqual((await ledger.journal()).activeRounds, []);
    assert.deepEqual(await staked(), ['100', '100']);
    assert.deepEqual(await faults(), []);
  }
});

it('lets stake that moves to a model of the other part burn where it was at risk, and nowhere else', async () => {
  for (const [from, to] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const { ledger, play, staked, faults } = await tournament({ treasury: '1', score: -1 });
    const stakes = stakeService(ledger);
    for (const day of [0, 1]) await play(day);
    const moved = await stakes.move({ account: 'ada', model: from, to, amount: '60' });
    assert.deepEqual([moved.status, moved.after], ['pending', from === 1 ? 'classic/1' : 'signals/1']);
    for (const day of [2, 2]) await play(day);
    // 5 of each: of what leaves first, and 55 arrive.
    assert.deepEqual(await staked(), from === 1 ? ['40', '150'] : ['150', '40']);
    assert.deepEqual(await faults(), []);
  }
});
