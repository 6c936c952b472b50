import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  amount,
  amountOf,
  balance,
  PAYOUT_POLICIES,
  payoutPlan,
  roundId,
  stake,
  TREASURY,
  wallet,
} from '@robata/ledger';
import { LedgerBook, robata1 } from '@robata/tournament';
import type { Participant } from './participants/participant.ts';
import { seasonModels } from './seasonModels.ts';
import { beginStakes, fundTreasury, resetStakes, snapshotStakes } from './stakeDesk.ts';

const pair: Participant = {
  name: 'pair_p',
  kind: 'pair',
  description: '',
  initialStake: 800n,
  predict: () => new Float64Array(),
};
const models = seasonModels([pair]).slice(0, 1);
/** Scores of the policy's kinds: all at −1 burn five per cent a round, all at 1 pay them. */
const planOf = (book: LedgerBook, number: number, score: number) => {
  const round = roundId('classic', number);
  resetStakes(book, round, models, [pair]);
  snapshotStakes(book, { tournament: 'classic', number }, models, robata1);
  const atRisk = book.journal.rounds.get(round)?.atRisk ?? new Map();
  return payoutPlan({
    round,
    policy: PAYOUT_POLICIES['robata-1'],
    atRisk,
    scores: new Map([['1', { corr: score, tc: 0 }]]),
  });
};

it('tops a losing stake up for as long as the season goes on, with new deposits when the wallet is empty', () => {
  const book = new LedgerBook();
  beginStakes(book, models, [pair]);
  for (let number = 1; number <= 500; number++) {
    const plan = planOf(book, number, -1);
    assert.equal(plan.totalAtRisk, amount('800'), `round ${number}`);
    book.resolve(plan);
  }
  assert.ok(balance(book.journal, wallet('pair_p')) >= 0n);
});

it('pays for ever: the operator brings more when the treasury cannot pay a plan', () => {
  const book = new LedgerBook();
  beginStakes(book, models, [pair]);
  const emptied = planOf(book, 1, 1);
  book.post({
    idempotencyKey: 'spent',
    command: { kind: 'reserve', round: roundId('classic', 99), amount: balance(book.journal, TREASURY) },
  });
  fundTreasury(book, emptied);
  book.resolve(emptied);
  assert.equal(balance(book.journal, stake('1')), amount('840'));
  const funded = balance(book.journal, TREASURY);
  fundTreasury(book, planOf(book, 2, 1));
  assert.equal(balance(book.journal, TREASURY), funded, 'nothing is brought where there is enough');
  assert.ok(funded > amountOf(0n));
});
