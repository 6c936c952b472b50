import assert from 'node:assert/strict';
import { type RoundId, roundId } from '../accounts.ts';
import { amount } from '../amount.ts';
import { append } from '../append.ts';
import type { Command, Entry } from '../entry.ts';
import { emptyJournal, type Journal } from '../journal.ts';
import { type PayoutPlan, payoutPlan } from '../payoutPlan.ts';
import { type PayoutPolicy, robataPolicy } from '../payoutPolicy.ts';
import { type PostedPlan, postPayoutPlan } from '../postPayoutPlan.ts';

/** A ledger that is spoken to in short sentences and asserts what each of them should give. */
export class LedgerForTests {
  journal: Journal = emptyJournal;
  readonly entries: Entry[] = [];

  /** Posts and expects success. */
  post(command: Command, idempotencyKey = `key-${this.entries.length}`): Entry {
    const outcome = append(this.journal, { idempotencyKey, command });
    if (outcome.status !== 'appended') assert.fail(outcome.status === 'refused' ? outcome.sentence : outcome.status);
    this.journal = outcome.journal;
    this.entries.push(outcome.entry);
    return outcome.entry;
  }

  /** Posts and gives the reason of the refusal; nothing may have changed. */
  refused(command: Command, idempotencyKey = 'refused'): string {
    const outcome = append(this.journal, { idempotencyKey, command });
    if (outcome.status !== 'refused') assert.fail(`${command.kind} was ${outcome.status}`);
    return outcome.reason;
  }

  /** A person with free tokens. */
  deposit(account: string, tokens: string): this {
    this.post({ kind: 'deposit', account, amount: amount(tokens) });
    return this;
  }

  treasury(tokens: string): this {
    this.post({ kind: 'treasury_deposit', amount: amount(tokens) });
    return this;
  }

  increase(model: string, tokens: string, account = 'ada'): this {
    this.post({ kind: 'stake_increase', account, model, amount: amount(tokens) });
    return this;
  }

  decrease(model: string, tokens: string, account = 'ada'): this {
    this.post({ kind: 'stake_decrease', account, model, amount: amount(tokens) });
    return this;
  }

  close(number: number, models: readonly string[]): RoundId {
    const round = roundId('classic', number);
    this.post({ kind: 'snapshot', round, models });
    return round;
  }

  /** A plan in which every model of the round has this CORR and no TC. */
  plan(round: RoundId, corr: number, policy: PayoutPolicy = robataPolicy()): PayoutPlan {
    const atRisk = this.journal.rounds.get(round)?.atRisk ?? new Map();
    const scores = new Map([...atRisk.keys()].map((model) => [model, { corr, tc: 0, mmc: 0 }]));
    return payoutPlan({ round, policy, atRisk, scores });
  }

  resolve(plan: PayoutPlan): Extract<PostedPlan, { status: 'posted' }> {
    const posted = postPayoutPlan(this.journal, plan);
    if (posted.status !== 'posted') assert.fail(posted.status === 'refused' ? posted.sentence : posted.status);
    this.journal = posted.journal;
    this.entries.push(...posted.entries);
    return posted;
  }
}
