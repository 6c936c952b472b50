import { accountParts, type LedgerAccount, pendingRelease, stake, wallet, WORLD } from '../accounts.ts';
import { decimal12 } from '../decimal12.ts';
import type { Command, Line } from '../entry.ts';
import { activeRoundsOf, type Journal, pendingReleases } from '../journal.ts';
import { keptPlaces } from '../keptPlaces.ts';
import { maximumLoss } from '../openLoss.ts';
import { recomputePayoutPlan } from '../payoutPlan.ts';
import { mustStayPending, waitingSum } from '../releasedEarly.ts';
import { waitsFor } from '../releasePlaces.ts';
import { line } from '../settlement.ts';
import { add, again, isBurn, isOf, lines, type PlantedBug, plans, type Spoiled, swapAccount } from './spoil.ts';

const isPending = ({ account }: Line) => account.startsWith('pending:');
/** Something that begins to wait. */
const waits = (item: Line) => isPending(item) && item.amount > 0n;

/** Everything that would wait goes there at once. */
const skipWaiting = (items: readonly Line[], to: LedgerAccount): Line[] | undefined =>
  items.some(waits) ? items.map((item) => (waits(item) ? line(to, item.amount) : item)) : undefined;

/** The first line that `chosen` likes, on another account. */
function redirect(
  items: readonly Line[],
  chosen: (item: Line) => boolean,
  to: (item: Line) => LedgerAccount | undefined,
): Line[] | undefined {
  const found = items.find(chosen);
  const account = found && to(found);
  if (found === undefined || account === undefined || account === found.account) return undefined;
  return items.map((item) => (item === found ? line(account, item.amount) : item));
}

const stranger = (account: string): string => (account === 'ada' ? 'bob' : 'ada');

/** A place of the same model that leaves later and holds at least as much, untouched by the entry. */
function laterPlace(before: Journal, items: readonly Line[], { account, amount }: Line): LedgerAccount | undefined {
  const { owner: model } = accountParts(account);
  const touched = new Set(items.map((item) => item.account));
  const places = pendingReleases(before, model).map((item) => {
    return { account: pendingRelease(model, item.after, item.to), held: item.amount };
  });
  const own = places.findIndex((place) => place.account === account);
  return places.slice(own + 1).find((place) => place.held >= -amount && !touched.has(place.account))?.account;
}

/** Takes back what stays pending for open rounds after the rest left early. */
function uncover(before: Journal, idempotencyKey: string): Spoiled | undefined {
  for (const [model, account] of before.owners) {
    const pending = pendingReleases(before, model).find(({ after }) => waitsFor(before, model, after).length > 0);
    if (pending === undefined) continue;
    if (waitingSum(before, model) - pending.amount >= mustStayPending(before, model)) continue;
    const command: Command = { kind: 'release_cancellation', account, model, ...pending };
    const from = line(pendingRelease(model, pending.after, pending.to), -pending.amount);
    const moved = [from, line(stake(model), pending.amount)];
    return { request: { idempotencyKey, command }, posting: { lines: moved, snapshot: null } };
  }
  return undefined;
}

const withdrawalBugs: readonly PlantedBug[] = [
  {
    name: 'a withdrawal sent twice',
    found: 'withdrawal_out_of_order',
    spoil: again('withdrawal_confirmation', 'another key'),
  },
  {
    name: 'a request that holds nothing back',
    found: 'movement_differs',
    spoil: lines('withdrawal_request', (entry) => swapAccount(entry, wallet(entry.command.account), WORLD)),
  },
  {
    name: 'a refused withdrawal that a stranger gets',
    found: 'movement_differs',
    spoil: lines('withdrawal_refusal', ({ lines }) =>
      redirect(
        lines,
        ({ account }) => account.startsWith('wallet:'),
        ({ account }) => wallet(stranger(accountParts(account).owner)),
      ),
    ),
  },
  {
    name: 'a withdrawal that a stranger cancels',
    found: 'withdrawal_out_of_order',
    spoil: (entry) => {
      if (!isOf(entry, 'withdrawal_cancellation')) return undefined;
      const command = { ...entry.command, account: stranger(entry.command.account) };
      return { request: { ...entry, command }, posting: entry };
    },
  },
];

const releaseBugs: readonly PlantedBug[] = [
  {
    name: 'a calendar that is one round off',
    found: 'movement_differs',
    spoil: lines('stake_decrease', ({ command: { model, policy, calendar }, lines }) =>
      policy?.waitsFor === 'calendar_2022' && calendar !== undefined
        ? redirect(lines, waits, ({ account }) =>
            accountParts(account).after === calendar.current ? pendingRelease(model, calendar.next) : undefined,
          )
        : undefined,
    ),
  },
  {
    name: 'a decrease that frees what is at risk',
    found: 'movement_differs',
    spoil: lines('stake_decrease', ({ command, lines }) =>
      command.policy === undefined ? undefined : skipWaiting(lines, wallet(command.account)),
    ),
  },
  {
    name: 'a decrease that holds back what is free',
    found: 'movement_differs',
    spoil: lines('stake_decrease', ({ command: { model, account, policy }, lines }, before) => {
      const last = activeRoundsOf(before, model).at(-1);
      if (policy?.progressive !== 'never' || last === undefined) return undefined;
      return redirect(
        lines,
        (item) => item.account === wallet(account),
        () => pendingRelease(model, last.round),
      );
    }),
  },
  {
    name: 'an early release of one unit too much',
    found: 'movement_differs',
    spoil: lines('stake_drain', ({ command: { account, policy }, lines }) => {
      const pending = lines.find(waits);
      const free = lines.find((item) => item.account === wallet(account));
      if (policy.progressive !== 'at_once' || pending === undefined || free === undefined) return undefined;
      return lines.map((item) => (item === pending ? add(item, -1n) : item === free ? add(item, 1n) : item));
    }),
  },
  {
    name: 'an early release of what leaves last',
    found: 'released_early',
    spoil: lines('release', ({ lines }, before) => {
      const leaves = lines.find((item) => isPending(item) && laterPlace(before, lines, item) !== undefined);
      return (
        leaves &&
        redirect(
          lines,
          (item) => item === leaves,
          (item) => laterPlace(before, lines, item),
        )
      );
    }),
  },
  {
    name: 'a release that forgets somebody',
    found: 'movement_differs',
    spoil: lines('release', ({ lines }) => (lines.length > 2 ? lines.slice(2) : undefined)),
  },
  {
    name: 'a cancelled release that lost its place',
    found: 'movement_differs',
    spoil: lines('stake_decrease', ({ command: { model, policy }, lines }, before) => {
      const kept = new Set(keptPlaces(before, model).map(({ after }) => after));
      const last = activeRoundsOf(before, model).at(-1);
      if (policy === undefined || last === undefined) return undefined;
      return redirect(
        lines,
        (item) => waits(item) && kept.has(accountParts(item.account).after),
        () => pendingRelease(model, last.round),
      );
    }),
  },
  {
    name: 'a cancellation of what covers open rounds',
    found: 'uncovered_loss',
    spoil: (entry, before) => uncover(before, entry.idempotencyKey),
  },
  {
    name: 'a burn of what leaves later',
    found: 'burn_out_of_order',
    spoil: lines('resolution', ({ lines }, before) => {
      const burnt = lines.find(
        (item) => isBurn(item) && isPending(item) && laterPlace(before, lines, item) !== undefined,
      );
      return (
        burnt &&
        redirect(
          lines,
          (item) => item === burnt,
          (item) => laterPlace(before, lines, item),
        )
      );
    }),
  },
];

const movementBugs: readonly PlantedBug[] = [
  {
    name: 'a move that skips the waiting',
    found: 'movement_differs',
    spoil: lines('stake_move', ({ command, lines }) => skipWaiting(lines, stake(command.to))),
  },
  {
    name: "a move to somebody else's model",
    found: 'not_owner',
    spoil: (entry, before) => {
      if (!isOf(entry, 'stake_move')) return undefined;
      const { account, model, amount } = entry.command;
      const to = [...before.owners].find(([, owner]) => owner !== account)?.[0];
      if (to === undefined || activeRoundsOf(before, model).length > 0) return undefined;
      const moved = [line(stake(model), -amount), line(stake(to), amount)];
      const request = { idempotencyKey: entry.idempotencyKey, command: { ...entry.command, to } };
      return { request, posting: { lines: moved, snapshot: null } };
    },
  },
  {
    name: 'a move that ends in the wallet',
    found: 'movement_differs',
    spoil: lines('release', ({ lines }, before) =>
      redirect(
        lines,
        ({ account }) => account.startsWith('stake:'),
        ({ account }) => wallet(before.owners.get(accountParts(account).owner) as string),
      ),
    ),
  },
  {
    name: 'a drain that leaves one unit',
    found: 'movement_differs',
    spoil: lines('stake_drain', ({ lines }) =>
      lines.map((item, i) => (i === 0 ? add(item, 1n) : i === 1 ? add(item, -1n) : item)),
    ),
  },
  {
    name: 'a profit that is not taken',
    found: 'movement_differs',
    spoil: lines('resolution', ({ command: { plan }, lines }, before) => {
      const takes = before.rounds.get(plan.round)?.takesProfit ?? new Set();
      const paid = plan.rows.find(({ model, payout }) => payout > 0n && takes.has(model));
      if (paid === undefined) return undefined;
      const account = wallet(before.owners.get(paid.model) as string);
      return redirect(
        lines,
        (item) => item.account === account && item.amount === paid.payout,
        () => stake(paid.model),
      );
    }),
  },
  {
    name: 'a payout mode of another moment',
    found: 'snapshot_differs',
    spoil: (entry) => {
      if (!isOf(entry, 'snapshot') || entry.snapshot?.every(({ payoutMode }) => payoutMode === undefined))
        return undefined;
      const snapshot = (entry.snapshot ?? []).map(({ model, atRisk }) => ({ model, atRisk }));
      return { request: entry, posting: { lines: [], snapshot } };
    },
  },
  {
    name: 'a plan that burns more than its snapshot said',
    found: 'loss_over_limit',
    spoil: plans((plan, before) => {
      const round = before.rounds.get(plan.round);
      const clip = { ...plan.policy.clip, limit: decimal12('0.9') };
      const harsh = recomputePayoutPlan({ ...plan, policy: { ...plan.policy, clip } });
      const exceeds = round !== undefined && round.lossLimit !== null;
      return exceeds && harsh.rows.some(({ model, payout }) => -payout > maximumLoss(round, model)) ? harsh : undefined;
    }),
  },
];

/** Errors that somebody could make in the life of a stake: withdrawals, releases, moves, payout modes. */
export const STAKE_BUGS: readonly PlantedBug[] = [...withdrawalBugs, ...releaseBugs, ...movementBugs];
