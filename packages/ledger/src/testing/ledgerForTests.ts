import assert from 'node:assert/strict';
import { type LedgerAccount, type RoundId, roundId } from '../accounts.ts';
import { amount, formatAmount } from '../amount.ts';
import { append } from '../append.ts';
import { decimal12 } from '../decimal12.ts';
import type { Command, Entry } from '../entry.ts';
import { balance, emptyJournal, type Journal, pendingReleases } from '../journal.ts';
import { type PayoutPlan, payoutPlan } from '../payoutPlan.ts';
import { type PayoutPolicy, robataPolicy } from '../payoutPolicy.ts';
import { type PostedPlan, postPayoutPlan } from '../postPayoutPlan.ts';
import { RELEASE_POLICIES, type ReleasePolicy, type ReleaseTerms } from '../releasePolicy.ts';

export const LAST_ACTIVE = RELEASE_POLICIES['last-active-round'];
export const PROGRESSIVE = RELEASE_POLICIES['robata-release-1'];

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

  close(number: number, models: readonly string[], lossLimit?: string): RoundId {
    const round = roundId('classic', number);
    const limit = lossLimit === undefined ? {} : { lossLimit: decimal12(lossLimit) };
    this.post({ kind: 'snapshot', round, models, ...limit });
    return round;
  }

  /** A decrease by a policy. */
  takeOut(model: string, tokens: string, terms: ReleaseTerms = { policy: LAST_ACTIVE }, account = 'ada'): Entry {
    return this.post({ kind: 'stake_decrease', account, model, amount: amount(tokens), ...terms });
  }

  cancelRelease(model: string, after: RoundId, tokens: string, account = 'ada'): Entry {
    return this.post({ kind: 'release_cancellation', account, model, after, amount: amount(tokens) });
  }

  /** What an account holds, as a decimal text. */
  held(account: LedgerAccount): string {
    return formatAmount(balance(this.journal, account));
  }

  /** What is pending, soonest first: 'classic/1 20' or, on its way to a model, 'classic/1 20 n'. */
  waiting(model: string): string[] {
    return pendingReleases(this.journal, model).map(({ after, amount, to }) =>
      [after, formatAmount(amount), ...(to === undefined ? [] : [to])].join(' '),
    );
  }

  /** A plan in which every model of the round has this CORR and no TC. */
  plan(round: RoundId, corr: number, policy: PayoutPolicy = robataPolicy()): PayoutPlan {
    return this.planOf(round, () => corr, policy);
  }

  planOf(round: RoundId, corr: (model: string) => number, policy: PayoutPolicy): PayoutPlan {
    const atRisk = this.journal.rounds.get(round)?.atRisk ?? new Map<string, never>();
    const scores = new Map([...atRisk.keys()].map((model) => [model, { corr: corr(model), tc: 0, mmc: 0 }]));
    return payoutPlan({ round, policy, atRisk, scores });
  }

  resolve(plan: PayoutPlan, releasePolicy?: ReleasePolicy): Extract<PostedPlan, { status: 'posted' }> {
    const posted = postPayoutPlan(this.journal, plan, undefined, releasePolicy);
    if (posted.status !== 'posted') assert.fail(posted.status === 'refused' ? posted.sentence : posted.status);
    this.journal = posted.journal;
    this.entries.push(...posted.entries);
    return posted;
  }
}
