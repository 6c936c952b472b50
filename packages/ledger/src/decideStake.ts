import { type LedgerAccount, pendingRelease, stake, wallet } from './accounts.ts';
import { type Amount, formatAmount } from './amount.ts';
import { byCodePoint } from './canonicalJson.ts';
import { type Decision, decided, foreign, netLines, type Of, transfer } from './decision.ts';
import { bySoonest } from './bySoonest.ts';
import type { Line } from './entry.ts';
import { activeRoundsOf, balance, type Journal, type PendingRelease, pendingReleases } from './journal.ts';
import { beyondOpenLoss, maximumOpenLoss } from './openLoss.ts';
import { refusal } from './refusal.ts';
import { mustStayPending, waitingSum } from './releasedEarly.ts';
import type { ReleaseTerms } from './releasePolicy.ts';
import { releasePlaces, waitsFor } from './releasePlaces.ts';
import { line } from './settlement.ts';

/** By its policy. Without one as journals of old have it: at once where no round counts the stake, else all of it after the last that does. */
export function decideStakeDecrease(journal: Journal, command: Of<'stake_decrease'>): Decision {
  const { account, model, amount, policy, calendar } = command;
  if (policy !== undefined) return leave(journal, { account, model, amount, ...terms(policy, calendar) });
  const last = activeRoundsOf(journal, model).at(-1);
  const destination = last === undefined ? wallet(account) : pendingRelease(model, last.round);
  return foreign(journal, command) ?? transfer(stake(model), destination, amount);
}

export function decideStakeDrain(journal: Journal, { account, model, policy, calendar }: Of<'stake_drain'>): Decision {
  const amount = balance(journal, stake(model));
  if (amount === 0n) return refusal('no_stake', `Model ${model} has no stake: there is nothing to take out.`);
  return leave(journal, { account, model, amount, ...terms(policy, calendar) });
}

export function decideStakeMove(journal: Journal, command: Of<'stake_move'>): Decision {
  const { account, model, to, amount, policy, calendar } = command;
  if (model === to) return refusal('same_model', `Model ${model} is both source and target: name two models.`);
  return (
    foreign(journal, { account, model: to }) ??
    leave(journal, { account, model, to, amount, ...terms(policy, calendar) })
  );
}

const terms = (policy: ReleaseTerms['policy'], calendar: ReleaseTerms['calendar']): ReleaseTerms =>
  calendar === undefined ? { policy } : { policy, calendar };

interface LeavingStake extends ReleaseTerms {
  readonly account: string;
  readonly model: string;
  readonly amount: Amount;
  /** The model it moves to; missing: to the wallet. */
  readonly to?: string;
}

/** Out of the stake, part by part to its place; and where the policy says so, what exceeds the maximum open loss at once on its way. */
function leave(journal: Journal, leaving: LeavingStake): Decision {
  const { account, model, amount, policy, to } = leaving;
  const found = foreign(journal, leaving) ?? releasePlaces(journal, { ...leaving, moves: to !== undefined });
  if (found.status === 'refused') return found;
  const lines = [line(stake(model), -amount)];
  const waiting = pendingReleases(journal, model).filter(({ after }) => waitsFor(journal, model, after).length > 0);
  for (const place of found.places) {
    const { after } = place;
    const arrives = to === undefined ? wallet(account) : stake(to);
    lines.push(line(after === null ? arrives : pendingRelease(model, after, to), place.amount));
    if (after !== null) waiting.push({ after, amount: place.amount, ...(to === undefined ? {} : { to }) });
  }
  if (policy.progressive === 'at_once') {
    const early = beyondOpenLoss(waiting.sort(bySoonest(journal)), maximumOpenLoss(journal, model));
    lines.push(...early.flatMap((item) => releaseLines(model, wallet(account), item)));
  }
  return decided(netLines(lines));
}

/** From its place to where it goes. */
const releaseLines = (model: string, owner: LedgerAccount, { after, amount, to }: PendingRelease): Line[] => [
  line(pendingRelease(model, after, to), -amount),
  line(to === undefined ? owner : stake(to), amount),
];

/** Every pending release that is due; with a progressive policy also what of the others exceeds the maximum open loss. */
export function decideRelease(journal: Journal, { policy }: Of<'release'>): Decision {
  const lines: Line[] = [];
  for (const [model] of [...journal.pending].sort(([a], [b]) => byCodePoint(a, b))) {
    const owner = wallet(journal.owners.get(model) as string);
    const waiting: PendingRelease[] = [];
    for (const item of pendingReleases(journal, model)) {
      if (waitsFor(journal, model, item.after).length > 0) waiting.push(item);
      else lines.push(...releaseLines(model, owner, item));
    }
    if (policy === undefined || policy.progressive === 'never') continue;
    const early = beyondOpenLoss(waiting, maximumOpenLoss(journal, model));
    lines.push(...early.flatMap((item) => releaseLines(model, owner, item)));
  }
  return lines.length > 0 ? decided(lines) : refusal('nothing_to_release', 'No pending release is due yet.');
}

/** Back into the stake, to count from the next snapshot. What stays pending keeps its place. */
export function decideReleaseCancellation(journal: Journal, command: Of<'release_cancellation'>): Decision {
  const { model, after, to, amount } = command;
  const from = pendingRelease(model, after, to);
  const held = balance(journal, from);
  const refused = foreign(journal, command);
  if (refused !== undefined) return refused;
  if (held === 0n) {
    return refusal('unknown_release', `Nothing of model ${model} waits for round ${after}: choose a pending release.`);
  }
  if (amount > held) {
    return refusal('insufficient_pending', `Only ${formatAmount(held)} waits for round ${after}: cancel that or less.`);
  }
  const isWaiting = waitsFor(journal, model, after).length > 0;
  if (isWaiting && waitingSum(journal, model) - amount < mustStayPending(journal, model)) {
    return refusal(
      'covers_open_losses',
      'What is left pending covers open rounds, because the rest left early: stake from the wallet instead.',
    );
  }
  return transfer(from, stake(model), amount);
}

/** Moves nothing; the snapshots to come record it. */
export const decidePayoutMode = (journal: Journal, command: Of<'payout_mode'>): Decision =>
  foreign(journal, command) ??
  (journal.owners.get(command.model) === undefined
    ? refusal('no_stake', `Model ${command.model} has no stake yet: stake on it, then choose where payouts go.`)
    : decided([]));
