import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type RoundId, roundId, stake, wallet } from './accounts.ts';
import { type Amount, amountOf } from './amount.ts';
import { append } from './append.ts';
import { decimal12 } from './decimal12.ts';
import type { Command } from './entry.ts';
import { balance, pendingReleases } from './journal.ts';
import { type PayoutPolicy, robataPolicy } from './payoutPolicy.ts';
import type { ReleaseTerms } from './releasePolicy.ts';
import { LedgerForTests } from './testing/ledgerForTests.ts';
import { verifyJournal } from './verifyJournal.ts';

const MODELS = ['m', 'n'];

/** What the owner of two models tries between two closes; a part is in thousandths of what there is. */
const attempt = fc.record({
  kind: fc.constantFrom(
    'stake_increase',
    'stake_decrease',
    'stake_drain',
    'stake_move',
    'release_cancellation' as const,
  ),
  model: fc.integer({ min: 0, max: 1 }),
  part: fc.integer({ min: 1, max: 1000 }),
  waitsFor: fc.constantFrom('last_active_round', 'calendar_2022' as const),
  progressive: fc.constantFrom('never', 'at_resolution', 'at_once' as const),
});
type Attempt = typeof attempt extends fc.Arbitrary<infer A> ? A : never;

const week = fc.record({ attempts: fc.array(attempt, { maxLength: 4 }), outcomes: fc.tuple(lossOrNot(), lossOrNot()) });
type Week = typeof week extends fc.Arbitrary<infer W> ? W : never;

/** Mostly the largest loss there is. */
function lossOrNot(): fc.Arbitrary<number> {
  return fc.constantFrom(-1, -1, -1, 0, 1);
}

const termsOf = ({ waitsFor, progressive }: Attempt, next: number): ReleaseTerms => ({
  policy: { id: 'any', version: 1, waitsFor, progressive },
  calendar: { current: roundId('classic', next), next: roundId('classic', next + 1) },
});

/** Below a millionth of a token the rounding of burns, one unit each, could be more than the stake. */
const part = (held: bigint, thousandths: number): Amount => {
  const units = (held * BigInt(thousandths)) / 1000n;
  return amountOf(units > 10n ** 12n ? units : 0n);
};

function commandOf({ journal }: LedgerForTests, tried: Attempt, next: number): Command {
  const [model, to] = tried.model === 0 ? (['m', 'n'] as const) : (['n', 'm'] as const);
  const account = 'ada';
  const terms = termsOf(tried, next);
  const held = balance(journal, stake(model));
  switch (tried.kind) {
    case 'stake_increase':
      return { kind: tried.kind, account, model, amount: part(balance(journal, wallet(account)), tried.part) };
    case 'stake_drain':
      return { kind: tried.kind, account, model, ...terms };
    case 'stake_decrease':
      return { kind: tried.kind, account, model, amount: part(held, tried.part), ...terms };
    case 'stake_move':
      return { kind: tried.kind, account, model, to, amount: part(held, tried.part), ...terms };
    case 'release_cancellation': {
      const pending = pendingReleases(journal, model);
      const item = pending[tried.part % Math.max(pending.length, 1)] ?? { after: roundId('classic', 1), amount: 0n };
      return { kind: tried.kind, account, model, ...item, amount: part(item.amount, tried.part) };
    }
  }
}

/** A week: resolve the oldest of `open` rounds, try things, close a new round. The burns that found too little. */
function playWeeks(weeks: readonly Week[], clip: string, open: number): LedgerForTests & { short: number } {
  const policy: PayoutPolicy = { ...robataPolicy(), clip: { limit: decimal12(clip), order: 'after_factor' } };
  const ledger = Object.assign(new LedgerForTests().treasury('1e12').deposit('ada', '1000'), { short: 0 });
  ledger.increase('m', '100').increase('n', '100');
  const active: RoundId[] = [];
  weeks.forEach(({ attempts, outcomes }, index) => {
    if (active.length === open) {
      const round = active.shift() as RoundId;
      const plan = ledger.planOf(round, (model) => 2 * (outcomes[MODELS.indexOf(model)] ?? 0), policy);
      const release = attempts.map((tried) => termsOf(tried, index + 1).policy).at(-1);
      ledger.short += ledger.resolve(plan, release).shortfalls.length;
    }
    for (const tried of attempts) {
      const command = commandOf(ledger, tried, index + 1);
      const key = `key-${ledger.entries.length}`;
      const outcome = append(ledger.journal, { idempotencyKey: key, command });
      if (outcome.status === 'appended') ledger.post(command, key);
    }
    active.push(ledger.close(index + 1, MODELS, clip));
  });
  return ledger;
}

test('while clip ≤ (k−1)^(k−1) / k^k, no move, drain, cancellation or early release leaves a burn short', () => {
  const cases = [
    { clip: '0.05', open: 5 },
    { clip: '0.0819', open: 5 },
    { clip: '0.105', open: 4 },
    { clip: '0.25', open: 2 },
  ];
  const weeks = fc.array(week, { minLength: 6, maxLength: 18 });
  fc.assert(
    fc.property(weeks, fc.constantFrom(...cases), (played, { clip, open }) => {
      const ledger = playWeeks(played, clip, open);
      assert.equal(ledger.short, 0);
      assert.equal(verifyJournal(ledger.entries).status, 'verified');
    }),
    { numRuns: 100, seed: 1 },
  );
});
