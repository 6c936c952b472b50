import { BURNED, type LedgerAccount, pendingRelease, stake, TREASURY, wallet, WORLD } from '../accounts.ts';
import { amountOf } from '../amount.ts';
import { type Entry, entryHash, type Line, sealEntry } from '../entry.ts';
import { activeRoundsOf, balance, pendingReleases } from '../journal.ts';
import { type PayoutPlan, recomputePayoutPlan } from '../payoutPlan.ts';
import { line } from '../settlement.ts';
import { STAKE_BUGS } from './plantedStakeBugs.ts';
import {
  add,
  again,
  isBurn,
  isOf,
  isPaid,
  type Kind,
  lines,
  type PlantedBug,
  plans,
  swapAccount,
  withTotals,
} from './spoil.ts';

const spoiling: readonly PlantedBug[] = [
  {
    name: 'an unbalanced posting',
    found: 'unbalanced',
    spoil: lines('deposit', (entry) => entry.lines.map((item, i) => (i === 1 ? add(item, 1n) : item))),
  },
  { name: 'a double payout', found: 'round_out_of_order', spoil: again('resolution', 'another key') },
  { name: 'a retry that posts again', found: 'key_repeated', spoil: again('deposit') },
  { name: 'a second snapshot', found: 'round_out_of_order', spoil: again('snapshot', 'another key') },
  { name: 'a second reversal', found: 'reversal_differs', spoil: again('reversal', 'another key') },
  {
    name: 'a unit lost between the total and its parts',
    found: 'clearing_not_zero',
    spoil: lines('resolution', ({ lines }) => {
      const paid = lines.findIndex(isPaid);
      const clearing = lines.findIndex(({ account, amount }) => account.startsWith('clearing:') && amount < 0n);
      if (paid < 0) return undefined;
      return lines.map((item, i) => (i === paid ? add(item, -1n) : i === clearing ? add(item, 1n) : item));
    }),
  },
  {
    name: 'rounding towards the participant',
    found: 'plan_differs',
    spoil: plans((plan) => {
      const row = plan.rows.findIndex(({ payout }) => payout !== 0n);
      if (row < 0) return undefined;
      const rows = plan.rows.map((item, i) => (i === row ? { ...item, payout: amountOf(item.payout + 1n) } : item));
      return withTotals(plan, rows);
    }),
  },
  {
    name: 'the clip on the wrong side of the factor',
    found: 'plan_differs',
    spoil: plans((plan) => {
      const order = plan.policy.clip.order === 'after_factor' ? 'before_factor' : 'after_factor';
      const clip = { ...plan.policy.clip, order } as const;
      const wrong = recomputePayoutPlan({ ...plan, policy: { ...plan.policy, clip } });
      return wrong.totalPayout === plan.totalPayout && wrong.totalBurn === plan.totalBurn
        ? undefined
        : { ...wrong, policy: plan.policy };
    }),
  },
  {
    name: 'a benchmark that is paid',
    found: 'plan_differs',
    spoil: plans((plan) => {
      const isBenchmark = (row: PayoutPlan['rows'][number]) => row.unpaidBecause === 'benchmark' && row.atRisk > 20n;
      const rows = plan.rows.map((row) => (isBenchmark(row) ? { ...row, payout: amountOf(row.atRisk / 20n) } : row));
      return plan.rows.some(isBenchmark) ? withTotals(plan, rows) : undefined;
    }),
  },
  {
    name: 'a snapshot taken after the close',
    found: 'snapshot_differs',
    spoil: (entry, before) => {
      const late = (entry.snapshot ?? []).map(({ model, atRisk }) => {
        const free = balance(before, wallet(before.owners.get(model) as string));
        return { model, atRisk: amountOf(atRisk + free) };
      });
      const differs = late.some(({ atRisk }, i) => atRisk !== entry.snapshot?.[i]?.atRisk);
      return differs ? { request: entry, posting: { lines: [], snapshot: late } } : undefined;
    },
  },
  {
    name: 'a payout on the stake of today, not on the snapshot',
    found: 'at_risk_differs',
    spoil: plans((plan, before) => {
      const rows = plan.rows.map((row) => ({ ...row, atRisk: balance(before, stake(row.model)) }));
      return rows.some(({ atRisk }, i) => atRisk !== plan.rows[i]?.atRisk)
        ? recomputePayoutPlan({ ...plan, rows })
        : undefined;
    }),
  },
  {
    name: 'a decrease of more than the stake',
    found: 'negative_balance',
    spoil: (entry, before) => {
      if (!isOf(entry, 'stake_decrease')) return undefined;
      const amount = amountOf(balance(before, stake(entry.command.model)) + 1n);
      const command = { ...entry.command, amount };
      const [from, to] = entry.lines as readonly [Line, Line];
      const moved = [line(from.account, -amount), line(to.account, amount)];
      return { request: { ...entry, command }, posting: { lines: moved, snapshot: null } };
    },
  },
  {
    name: 'a release while the round still runs',
    found: 'released_early',
    spoil: (entry) => {
      if (!isOf(entry, 'stake_decrease') || !entry.lines.some(({ account }) => account.startsWith('pending:')))
        return undefined;
      const { model, account, amount } = entry.command;
      const pending = entry.lines.find((item) => item.account.startsWith('pending:'))?.account as LedgerAccount;
      const after = pending.split(':')[2] as ReturnType<typeof pendingReleases>[number]['after'];
      const moved = [line(pendingRelease(model, after), -amount), line(wallet(account), amount)];
      const request = { idempotencyKey: 'early', command: { kind: 'release', after } } as const;
      return { request, posting: { lines: moved, snapshot: null }, after: true };
    },
  },
  {
    name: 'a decrease that skips the waiting',
    found: 'movement_differs',
    spoil: lines('stake_decrease', ({ command }, before) =>
      activeRoundsOf(before, command.model).length > 0
        ? [line(stake(command.model), -command.amount), line(wallet(command.account), command.amount)]
        : undefined,
    ),
  },
  {
    name: 'a payout out of nowhere',
    found: 'movement_differs',
    spoil: lines('resolution', (entry) => swapAccount(entry, TREASURY, WORLD)),
  },
  {
    name: 'a burn that the treasury keeps',
    found: 'movement_differs',
    spoil: lines('resolution', (entry) => swapAccount(entry, BURNED, TREASURY)),
  },
  {
    name: "a burn of the neighbour's stake",
    found: 'movement_differs',
    spoil: lines('resolution', ({ lines }, before) => {
      const burn = lines.findIndex(isBurn);
      const amount = -(lines[burn]?.amount ?? 0n);
      const taken = new Set(lines.map(({ account }) => account));
      const neighbour = [...before.balances].find(([name, held]) => {
        const isOther = name.split(':')[1] !== lines[burn]?.account.split(':')[1];
        return name.startsWith('stake:') && isOther && held > amount && !taken.has(name as LedgerAccount);
      });
      if (burn < 0 || neighbour === undefined) return undefined;
      return lines.map((item, i) => (i === burn ? line(neighbour[0] as LedgerAccount, item.amount) : item));
    }),
  },
  {
    name: 'a burn of the stake before what is pending',
    found: 'burn_out_of_order',
    spoil: lines('resolution', ({ lines }, before) => {
      const burn = lines.findIndex((item) => isBurn(item) && item.account.startsWith('pending:'));
      const model = lines[burn]?.account.split(':')[1];
      if (model === undefined || balance(before, stake(model)) < -(lines[burn]?.amount ?? 0n)) return undefined;
      return lines.map((item, i) => (i === burn ? line(stake(model), item.amount) : item));
    }),
  },
  {
    name: 'a burn forgiven',
    found: 'movement_differs',
    spoil: lines('resolution', ({ lines }) =>
      lines.some(isBurn) ? lines.filter((item) => !isBurn(item) && item.account !== BURNED) : undefined,
    ),
  },
  {
    name: 'a model forgotten',
    found: 'movement_differs',
    spoil: lines('resolution', ({ lines }) => {
      const forgotten = lines.find(isPaid);
      if (forgotten === undefined) return undefined;
      return [...lines.filter((item) => item !== forgotten), line(TREASURY, forgotten.amount)];
    }),
  },
  {
    name: 'a release into a stranger’s wallet',
    found: 'movement_differs',
    spoil: lines('release', (entry) => {
      const [, to] = entry.lines as readonly [Line, Line];
      return swapAccount(entry, to.account, to.account === wallet('ada') ? wallet('bob') : wallet('ada'));
    }),
  },
  {
    name: 'half a reversal',
    found: 'reversal_differs',
    spoil: lines('reversal', ({ lines }) =>
      lines.length > 0 ? lines.map(({ account, amount }) => line(account, amount / 2n)) : undefined,
    ),
  },
  {
    name: "a stake on somebody else's model",
    found: 'not_owner',
    spoil: (entry, before) => {
      if (!isOf(entry, 'stake_increase') || before.owners.get(entry.command.model) === undefined) return undefined;
      const account = entry.command.account === 'ada' ? 'bob' : 'ada';
      const command = { ...entry.command, account };
      const moved = [line(wallet(account), -command.amount), line(stake(command.model), command.amount)];
      return { request: { ...entry, command }, posting: { lines: moved, snapshot: null } };
    },
  },
];

const middle = (entries: readonly Entry[], kind: Kind = 'deposit') =>
  entries.findIndex((entry, i) => i >= entries.length / 2 && entry.command.kind === kind);

const replaced = (entries: readonly Entry[], at: number, change: (entry: Entry) => Entry) =>
  entries.map((entry, i) => (i === at ? change(entry) : entry));

const richer = (entry: Entry): Entry => ({
  ...entry,
  lines: entry.lines.map(({ account, amount }) => line(account, amount * 2n)),
});

const tampering: readonly PlantedBug[] = [
  {
    name: 'an edited line',
    found: 'hash_differs',
    tamper: (entries) => replaced(entries, middle(entries), richer),
  },
  {
    name: 'an edited command',
    found: 'body_differs',
    tamper: (entries) =>
      replaced(entries, middle(entries), (entry) => {
        return isOf(entry, 'deposit') ? { ...entry, command: { ...entry.command, account: 'mallory' } } : entry;
      }),
  },
  {
    name: 'an edited entry with a fresh hash',
    found: 'chain_broken',
    tamper: (entries) =>
      replaced(entries, middle(entries), (entry) => ({ ...richer(entry), hash: entryHash(richer(entry)) })),
  },
  {
    name: 'an entry taken out',
    found: 'sequence_gap',
    tamper: (entries) => entries.filter((_, i) => i !== middle(entries)),
  },
  {
    name: 'two entries exchanged',
    found: 'sequence_gap',
    tamper: (entries) => {
      const at = middle(entries);
      return [...entries.slice(0, at - 1), entries[at] as Entry, entries[at - 1] as Entry, ...entries.slice(at + 1)];
    },
  },
  {
    name: 'a history sealed anew from an edited entry on',
    found: 'movement_differs',
    tamper: (entries) => {
      const at = middle(entries);
      const sealed: Entry[] = [];
      entries.forEach((entry, i) => {
        const before = sealed.at(-1);
        const head = { sequence: i, hash: before?.hash ?? entry.previousHash };
        sealed.push(sealEntry(head, entry, i === at ? richer(entry) : entry));
      });
      return sealed;
    },
  },
];

export const PLANTED_BUGS: readonly PlantedBug[] = [...spoiling, ...STAKE_BUGS, ...tampering];
