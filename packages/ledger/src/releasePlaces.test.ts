import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundId, stake, wallet } from './accounts.ts';
import { amount } from './amount.ts';
import { LAST_ACTIVE, LedgerForTests } from './testing/ledgerForTests.ts';
import { RELEASE_POLICIES, type ReleaseTerms } from './releasePolicy.ts';

const staked = (tokens = '100') => new LedgerForTests().treasury('1000').deposit('ada', '1000').increase('m', tokens);
const calendar = (current: number): ReleaseTerms => ({
  policy: RELEASE_POLICIES['calendar-2022'],
  calendar: { current: roundId('classic', current), next: roundId('classic', current + 1) },
});

test('what no active round counts leaves at once, each other part after the last round that counted it', () => {
  const ledger = staked();
  const first = ledger.close(1, ['m']);
  ledger.takeOut('m', '40');
  const second = ledger.close(2, ['m']);
  ledger.increase('m', '5');
  ledger.takeOut('m', '30');
  assert.equal(ledger.held(wallet('ada')), '900', 'the 5 that no round counted');
  assert.deepEqual(ledger.waiting('m'), ['classic/1 40', 'classic/2 25']);
  ledger.resolve(ledger.plan(first, 0));
  assert.deepEqual(ledger.waiting('m'), ['classic/2 25']);
  ledger.resolve(ledger.plan(second, 0));
  assert.equal(ledger.held(wallet('ada')), '965');
});

test('a payout is free until the next snapshot counts it, and what burned is not', () => {
  const ledger = staked();
  const [first, second] = [ledger.close(1, ['m']), ledger.close(2, ['m'])];
  ledger.close(3, ['m']);
  ledger.resolve(ledger.plan(first, 0.03));
  ledger.takeOut('m', '3');
  assert.deepEqual([ledger.held(stake('m')), ledger.held(wallet('ada'))], ['100', '903']);
  ledger.resolve(ledger.plan(second, -0.05));
  ledger.increase('m', '2');
  ledger.takeOut('m', '2');
  assert.deepEqual(ledger.waiting('m'), ['classic/3 2'], '97 of the 100 counted are left');
});

test('by the calendar a request before the close waits for the current round, after it for the next one', () => {
  const ledger = staked();
  ledger.close(7, ['m']);
  ledger.takeOut('m', '10', calendar(8));
  const eighth = ledger.close(8, ['m']);
  ledger.takeOut('m', '20', calendar(8));
  assert.deepEqual(ledger.waiting('m'), ['classic/8 10', 'classic/9 20']);
  ledger.resolve(ledger.plan(roundId('classic', 7), 0));
  assert.equal(ledger.held(wallet('ada')), '900');
  ledger.resolve(ledger.plan(eighth, 0));
  assert.equal(ledger.held(wallet('ada')), '910');
  ledger.resolve(ledger.plan(ledger.close(9, ['m']), 0));
  assert.equal(ledger.held(wallet('ada')), '930');
});

test('by the calendar even what no round counted waits', () => {
  const ledger = staked();
  ledger.takeOut('m', '100', calendar(1));
  assert.deepEqual(ledger.waiting('m'), ['classic/1 100']);
  const round = ledger.close(1, []);
  assert.equal(ledger.refused({ kind: 'release', after: round }), 'nothing_to_release', 'round 1 runs, if without it');
  ledger.resolve(ledger.plan(round, 0));
  assert.equal(ledger.held(wallet('ada')), '1000');
});

test('a calendar that is missing or over is refused', () => {
  const ledger = staked();
  ledger.close(1, ['m']);
  ledger.close(2, ['m']);
  const decrease = { kind: 'stake_decrease', account: 'ada', model: 'm', amount: amount('1') } as const;
  assert.equal(ledger.refused({ ...decrease, policy: RELEASE_POLICIES['calendar-2022'] }), 'calendar_missing');
  assert.equal(ledger.refused({ ...decrease, ...calendar(1) }), 'calendar_over');
});

test('a cancelled round lets go what waited for it', () => {
  const ledger = staked();
  ledger.takeOut('m', '10', calendar(1));
  ledger.post({ kind: 'cancellation', round: roundId('classic', 1), reason: 'no data' });
  ledger.post({ kind: 'release', after: roundId('classic', 1) });
  assert.equal(ledger.held(wallet('ada')), '910');
});

test('asking again before the next snapshot gets the same place, later the place of the day', () => {
  for (const isCounted of [false, true]) {
    for (const terms of [{ policy: LAST_ACTIVE }, calendar(3)]) {
      const ledger = staked();
      ledger.close(1, ['m']);
      ledger.takeOut('m', '40', terms.calendar === undefined ? terms : calendar(2));
      const place = ledger.waiting('m')[0]?.split(' ')[0] as ReturnType<typeof roundId>;
      ledger.close(2, ['m']);
      ledger.cancelRelease('m', place, '30');
      assert.deepEqual(ledger.waiting('m'), [`${place} 10`], 'the rest keeps its place');
      if (isCounted) ledger.close(3, ['m']);
      ledger.takeOut('m', '25', terms.calendar !== undefined && isCounted ? calendar(4) : terms);
      const later = terms.calendar === undefined ? 'classic/3' : 'classic/4';
      assert.deepEqual(ledger.waiting('m'), isCounted ? [`${place} 10`, `${later} 25`] : [`${place} 35`]);
    }
  }
});

test('a kept place burns as it would have burned while it was pending', () => {
  const ledger = staked();
  const first = ledger.close(1, ['m']);
  const second = ledger.close(2, ['m']);
  ledger.takeOut('m', '99');
  ledger.close(3, ['m']);
  ledger.cancelRelease('m', second, '99');
  ledger.resolve(ledger.plan(first, -0.05));
  ledger.takeOut('m', '95');
  assert.deepEqual(ledger.waiting('m'), ['classic/2 94', 'classic/3 1'], 'the stake of round 3 answers for round 3');
});

test('a cancellation takes no more than is there, from its owner, of a release that is pending', () => {
  const ledger = staked();
  const round = ledger.close(1, ['m']);
  ledger.takeOut('m', '40');
  const command = { kind: 'release_cancellation', account: 'ada', model: 'm', after: round } as const;
  assert.equal(ledger.refused({ ...command, amount: amount('40.1') }), 'insufficient_pending');
  assert.equal(ledger.refused({ ...command, account: 'bob', amount: amount('1') }), 'not_owner');
  assert.equal(ledger.refused({ ...command, after: roundId('classic', 9), amount: amount('1') }), 'unknown_release');
  ledger.cancelRelease('m', round, '40');
  assert.deepEqual([ledger.waiting('m'), ledger.held(stake('m'))], [[], '100']);
});
