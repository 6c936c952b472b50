import { type Attempt, ledgerKeyOf, type Reply } from '../requests.ts';
import type { Auditor } from './auditor.ts';
import { must } from './auditFault.ts';
import { unitsOf } from './exact.ts';
import type { LedgerAudit } from './ledgerAudit.ts';
import type { RawEntry } from './rawEntry.ts';

/** What a client of a troubled server may be told; anything else is a fault of the program. */
const TROUBLE = /could not serialize access|connection to the database was lost/;

/** A reply against what is stored at the moment it is given: what was acknowledged is there, and what was refused had a reason. */
export function auditReply(auditor: Auditor, { request, sequence, openRounds }: Attempt, reply: Reply): void {
  const { ledger, rounds } = auditor;
  const { ask, id } = request;
  const what = `the reply to request ${id} (${ask.kind}): `;
  const entry = ledger.entries.get(ledgerKeyOf(request));
  // A larger decrease under a key that a smaller one used is given that one's result: nothing stored tells the two apart.
  const isReused = auditor.isReused(request);
  const values = (account: string): bigint[] => valuesOf(ledger, account, sequence);
  if (reply.status === 'failed') return must(TROUBLE.test(reply.message), () => `${what}${reply.message}`);
  if (reply.status === 'refused') {
    switch (reply.code) {
      case 'insufficient_funds': {
        const { account, amount } = ask as { readonly account: string; readonly amount: bigint };
        const holds = values(`wallet:${account}`).some((value) => value < amount);
        return must(holds, () => `${what}the wallet had enough`);
      }
      case 'no_stake':
        return must(
          values(`stake:${(ask as { readonly model: number }).model}`).includes(0n),
          () => `${what}there was a stake`,
        );
      case 'unknown_release': {
        const { model, after } = ask as { readonly model: number; readonly after: string };
        return must(values(`pending:${model}:${after}`).includes(0n), () => `${what}something waited`);
      }
      case 'covers_open_losses':
        return must(ask.kind === 'cancelRelease', () => `${what}nothing was to come back`);
      case 'same_model':
        return must(ask.kind === 'move' && ask.to === ask.model, () => `${what}the models differ`);
      case 'conflicting_key':
        return must(entry !== undefined, () => `${what}the key was not used`);
      case 'no_live_round': {
        const { round } = ask as { readonly round: number };
        const record = rounds.rounds.get(round);
        return must(!openRounds.has(round) || record?.state !== 'open', () => `${what}round ${round} is open`);
      }
      case 'request_finished':
      case 'withdrawal_not_found': {
        const { withdrawal } = ask as { readonly withdrawal: string };
        return must(ledger.held(`hold:${withdrawal}`) === 0n, () => `${what}the money is still held`);
      }
      case 'earlier_round': {
        const { round } = ask as { readonly round: number };
        return must(
          [...rounds.rounds.keys()].some((number) => number < round),
          () => `${what}no round closed before`,
        );
      }
      case 'unknown_plan':
      case 'plan_changed':
      case 'unknown_round':
      case 'round_finished':
        return;
      default:
        return must(false, () => `${what}refused as ${reply.code}`);
    }
  }
  switch (ask.kind) {
    case 'deposit':
    case 'withdraw':
    case 'increase':
    case 'fund':
      stored(entry, what);
      must(unitsOf(entry.command.amount ?? '0') === ask.amount, () => `${what}another amount is stored`);
      return must(reply.amount === ask.amount, () => `${what}says ${reply.amount} for ${ask.amount}`);
    case 'decrease':
    case 'drain':
    case 'move': {
      stored(entry, what);
      const moved = -unitsOf(entry.lines.find(({ account }) => account === `stake:${ask.model}`)?.amount ?? '0');
      must(reply.amount === moved, () => `${what}says ${reply.amount} for ${moved}`);
      const isAll = at(ledger, `stake:${ask.model}`, entry.sequence) === 0n || isReused;
      return must(isAll || (ask.kind !== 'drain' && moved === ask.amount), () => `${what}took a part only`);
    }
    case 'submit': {
      const kept = rounds.gates
        .get(ask.round)
        ?.submissions.find(({ model, hash }) => model === ask.model && hash === ask.hash);
      must(kept !== undefined, () => `${what}nothing is stored`);
      return must(kept.late === reply.late, () => `${what}says ${reply.late ? 'late' : 'in time'}`);
    }
    case 'cancelRelease': {
      stored(entry, what);
      const isAll = at(ledger, `pending:${ask.model}:${ask.after}`, entry.sequence) === 0n || isReused;
      must(reply.amount === unitsOf(entry.command.amount ?? '0'), () => `${what}says ${reply.amount}`);
      return must(isAll || reply.amount === ask.amount, () => `${what}took a part only`);
    }
    case 'mode':
      return stored(entry, what);
    case 'cancelWithdrawal':
    case 'endWithdrawal':
      stored(entry, what);
      return must(ledger.held(`hold:${ask.withdrawal}`) === 0n, () => `${what}the money is still held`);
    case 'approve':
      return must(rounds.plans.get(ask.round)?.approvedBy === 'operator', () => `${what}nothing is stored`);
    case 'cancel':
      return must(rounds.rounds.get(ask.round)?.state === 'cancelled', () => `${what}nothing is stored`);
    case 'look':
      return must(
        values(`wallet:${ask.account}`).includes(reply.amount ?? -1n),
        () => `${what}${reply.amount} was never there`,
      );
    case 'figures': {
      const [stake, pending] = [values(`stake:${ask.model}`), values(`pending:${ask.model}`)];
      const holds = stake.includes(reply.amount ?? -1n) && pending.includes(reply.pending ?? -1n);
      return must(holds, () => `${what}${reply.amount} and ${reply.pending} pending were never there`);
    }
  }
}

function stored(entry: RawEntry | undefined, what: string): asserts entry is RawEntry {
  must(entry !== undefined, () => `${what}acknowledged, and nothing is stored`);
}

/** What an account stood at right after this entry. */
const at = ({ history }: LedgerAudit, account: string, sequence: number): bigint =>
  history.get(account)?.findLast((each) => each.sequence <= sequence)?.value ?? 0n;

/** Everything that it stood at from this entry on. */
const valuesOf = (ledger: LedgerAudit, account: string, sequence: number): bigint[] => [
  at(ledger, account, sequence),
  ...(ledger.history.get(account) ?? []).filter((each) => each.sequence > sequence).map(({ value }) => value),
];
