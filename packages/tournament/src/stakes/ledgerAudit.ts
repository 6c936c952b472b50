import {
  amountOf,
  type Entry,
  formatAmount,
  paidByModel,
  parseEntry,
  type PayoutPlan,
  payoutPlanHash,
  payoutPlanJson,
  payoutTree,
  verifyJournal,
} from '@robata/ledger';
import type { RoundRecord } from '../records.ts';
import { ledgerRoundIds } from '../rounds/ledgerRound.ts';
import { planRecordOf, plansOf } from '../rounds/roundPlans.ts';
import type { LedgerFacts, RoundFacts, StoredEntry } from './ledgerFacts.ts';

export interface AuditFault {
  /** 'entry 12', 'account wallet:ada', 'round 7, model 3'. */
  readonly where: string;
  /** Stable, lower snake case. */
  readonly fault: string;
  readonly detail: string;
}

export interface LedgerReport {
  readonly status: 'verified' | 'faulty';
  /** The last entry that was looked at. */
  readonly head: { readonly sequence: number; readonly hash: string };
  readonly accounts: number;
  readonly rounds: number;
  readonly resolved: number;
  /** At most 100. */
  readonly faults: readonly AuditFault[];
}

const FAULTS_MAX = 100;

/**
 * Audits what a database holds of money, from nothing: the log by `verifyJournal` (hash chain, commands, balances, snapshots, plans), then
 * what is stored beside it against the log: the columns of each entry, the balances that the database sums, at risk and payouts of each
 * round, its plan and its Merkle root. A server may go on meanwhile: what comes after the balances were read is not looked at.
 */
export async function auditLedger(facts: LedgerFacts): Promise<LedgerReport> {
  const faults: AuditFault[] = [];
  // First: what is finished here must be in the log that is read after it.
  const before = new Map((await facts.rounds()).map((round) => [round.number, round]));
  const { sequence, hash, balances } = await facts.balances();
  const stored = await facts.entries(sequence);
  const entries = stored.flatMap((row, at) => {
    const entry = readEntry(row, at + 1, faults);
    return entry === null ? [] : [entry];
  });
  const verified = verifyJournal(entries);
  if (verified.status === 'faulty') {
    for (const { sequence, fault, detail } of verified.faults)
      faults.push({ where: `entry ${sequence}`, fault, detail });
  }
  if (stored.at(-1)?.hash !== (sequence === 0 ? undefined : hash)) {
    faults.push({
      where: `entry ${sequence}`,
      fault: 'head_differs',
      detail: 'The log does not end where its balances do.',
    });
  }
  compareBalances(entries, balances, faults);
  const log = roundsIn(entries);
  let resolved = 0;
  for (const number of before.keys()) {
    const round = await facts.round(number);
    if (round === null) {
      faults.push({ where: `round ${number}`, fault: 'round_gone', detail: 'It was there a moment ago.' });
      continue;
    }
    const isResolved = compareRound(round, before.get(number) as RoundRecord, log, faults);
    if (isResolved) resolved += 1;
  }
  const known = new Set([...before.values()].flatMap(ledgerRoundIds).map(String));
  for (const round of log.snapshots.keys()) {
    if (!known.has(round)) {
      faults.push({
        where: `round ${round}`,
        fault: 'round_missing',
        detail: 'The log closed it and it is not stored.',
      });
    }
  }
  return {
    status: faults.length === 0 ? 'verified' : 'faulty',
    head: { sequence, hash },
    accounts: balances.size,
    rounds: before.size,
    resolved,
    faults: faults.slice(0, FAULTS_MAX),
  };
}

/** An entry as its body says, compared with the columns beside it. */
function readEntry(row: StoredEntry, sequence: number, faults: AuditFault[]): Entry | null {
  const where = `entry ${row.sequence}`;
  let entry: Entry;
  try {
    entry = parseEntry(row.body);
  } catch {
    faults.push({ where, fault: 'malformed', detail: 'Its body cannot be read.' });
    return null;
  }
  const differing = [
    ['sequence', entry.sequence, row.sequence],
    ['place', sequence, row.sequence],
    ['kind', entry.command?.kind, row.kind],
    ['idempotency key', entry.idempotencyKey, row.idempotencyKey],
    ['hash', entry.hash, row.hash],
    ['previous hash', entry.previousHash, row.previousHash],
  ].filter(([, ofBody, ofColumn]) => ofBody !== ofColumn);
  for (const [what, ofBody, ofColumn] of differing) {
    faults.push({ where, fault: 'column_differs', detail: `Its ${what} is ${ofColumn}, and ${ofBody} in its body.` });
  }
  return entry;
}

function compareBalances(entries: readonly Entry[], stored: ReadonlyMap<string, bigint>, faults: AuditFault[]): void {
  const derived = new Map<string, bigint>();
  for (const { lines } of entries) {
    for (const { account, amount } of lines) derived.set(account, (derived.get(account) ?? 0n) + amount);
  }
  for (const account of [...new Set([...derived.keys(), ...stored.keys()])].sort()) {
    const [ofLog, ofDatabase] = [derived.get(account) ?? 0n, stored.get(account) ?? 0n];
    if (ofLog === ofDatabase) continue;
    const detail = `The database sums ${tokens(ofDatabase)}, the log ${tokens(ofLog)}.`;
    faults.push({ where: `account ${account}`, fault: 'balance_differs', detail });
  }
}

interface RoundsOfLog {
  readonly snapshots: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
  /** Those that were not reversed. */
  readonly resolutions: ReadonlyMap<string, Entry>;
  readonly cancellations: ReadonlySet<string>;
}

function roundsIn(entries: readonly Entry[]): RoundsOfLog {
  const snapshots = new Map<string, ReadonlyMap<string, bigint>>();
  const resolutions = new Map<string, Entry>();
  const cancellations = new Set<string>();
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    const { command, snapshot } = entry;
    byKey.set(entry.idempotencyKey, entry);
    if (command.kind === 'snapshot') {
      snapshots.set(command.round, new Map((snapshot ?? []).map(({ model, atRisk }) => [model, atRisk])));
    }
    if (command.kind === 'resolution') resolutions.set(command.plan.round, entry);
    if (command.kind === 'cancellation') cancellations.add(command.round);
    if (command.kind !== 'reversal') continue;
    const reversed = byKey.get(command.reverses)?.command;
    if (reversed?.kind === 'resolution') resolutions.delete(reversed.plan.round);
  }
  return { snapshots, resolutions, cancellations };
}

/** Gives whether the round is resolved. `before`: as it was stored before the log was read. A joint round has two parts in the log. */
function compareRound(facts: RoundFacts, before: RoundRecord, log: RoundsOfLog, faults: AuditFault[]): boolean {
  const { round } = facts;
  const ids = ledgerRoundIds(round);
  const where = `round ${round.number}`;
  const fault = (name: string, detail: string, model?: string) =>
    void faults.push({ where: model === undefined ? where : `${where}, model ${model}`, fault: name, detail });
  const snapshots = ids.flatMap((id) => log.snapshots.get(id) ?? []);
  const isSnapshot = snapshots.length === ids.length;
  if (!isSnapshot) {
    if (before.commitment !== null) fault('snapshot_missing', 'It is closed, and the log has no snapshot of it.');
  } else if (round.commitment !== null) compareAtRisk(facts, new Map(snapshots.flatMap((each) => [...each])), fault);
  const isCancelled = ids.some((id) => log.cancellations.has(id));
  if (before.state === 'cancelled' && isSnapshot && !ids.every((id) => log.cancellations.has(id))) {
    fault('cancellation_missing', 'It is cancelled, and at risk in the log.');
  }
  if (isCancelled && round.state !== 'cancelled') {
    fault('state_differs', `The log cancelled it, and it is stored as ${round.state}.`);
  }
  comparePlan(facts, fault);
  const resolutions = ids.flatMap((id) => log.resolutions.get(id) ?? []);
  if (resolutions.length < ids.length) {
    if (before.state === 'resolved')
      fault('resolution_missing', 'It is resolved, and the log has no resolution of it.');
    if (before.state !== 'resolved' && round.state !== 'resolved' && facts.payouts.length > 0) {
      fault('payouts_differ', 'It has payouts and is not resolved.');
    }
    return false;
  }
  if (round.state !== 'resolved') fault('state_differs', `The log resolved it, and it is stored as ${round.state}.`);
  compareResolutions(facts, resolutions, fault);
  return true;
}

type Fault = (name: string, detail: string, model?: string) => void;

function compareAtRisk({ entries }: RoundFacts, snapshot: ReadonlyMap<string, bigint>, fault: Fault): void {
  const stored = new Map(entries.map(({ model, atRisk }) => [String(model), atRisk]));
  for (const model of new Set([...snapshot.keys(), ...stored.keys()])) {
    const [ofLog, ofEntry] = [snapshot.get(model) ?? 0n, stored.get(model) ?? 0n];
    if (ofLog !== ofEntry) {
      fault('at_risk_differs', `Its entry has ${tokens(ofEntry)} at risk, its snapshot ${tokens(ofLog)}.`, model);
    }
  }
}

function comparePlan({ round, plan }: RoundFacts, fault: Fault): void {
  if (plan === null) return;
  let read: readonly PayoutPlan[];
  try {
    read = plansOf(plan);
    const texts = [plan.body, ...(plan.signals === undefined ? [] : [plan.signals])];
    if (read.some((each, at) => payoutPlanJson(each) !== texts[at])) throw new Error('not in its canonical form');
  } catch {
    return fault('plan_malformed', 'Its plan cannot be read.');
  }
  if (planRecordOf(round.number, read).hash !== plan.hash) {
    fault('plan_hash_differs', `Its plan does not have the hash ${plan.hash}.`);
  }
  [round.planHash, round.signals?.planHash ?? null].forEach((resolvedBy, part) => {
    const each = read[part];
    if (resolvedBy === null || each === undefined || payoutPlanHash(each) === resolvedBy) return;
    fault('plan_hash_differs', `It was resolved by ${resolvedBy}, and its plan is ${payoutPlanHash(each)}.`);
  });
}

/** By part: classic, Signals. */
function compareResolutions({ round, payouts }: RoundFacts, resolutions: readonly Entry[], fault: Fault): void {
  const atRisk = new Map<string, bigint>();
  const paid = new Map<string, bigint>();
  resolutions.forEach((resolution, part) => {
    const { command } = resolution;
    if (command.kind !== 'resolution') return;
    const { plan, planHash } = command;
    const published = part === 0 ? round : round.signals;
    if (published?.planHash !== planHash) {
      fault('plan_hash_differs', `It was resolved by ${published?.planHash}, in the log by ${planHash}.`);
    }
    if (published?.payoutRoot !== undefined && published.payoutRoot !== payoutTree(plan).root) {
      fault('payout_root_differs', `Its payouts do not have the Merkle root ${published.payoutRoot}.`);
    }
    for (const [model, amount] of paidByModel(resolution)) paid.set(model, amount);
    for (const row of plan.rows) atRisk.set(row.model, row.atRisk);
  });
  const stored = new Map(payouts.map((row) => [String(row.model), row]));
  for (const model of new Set([...atRisk.keys(), ...stored.keys()])) {
    const row = stored.get(model);
    const [amount, risked] = [paid.get(model), atRisk.get(model)];
    if (row === undefined) fault('payout_missing', `The log moved ${tokens(amount ?? 0n)}.`, model);
    else if (amount === undefined || risked === undefined) fault('payout_unknown', 'The log has none.', model);
    else if (row.amount !== amount || row.atRisk !== risked) {
      const detail = `${tokens(row.amount)} on ${tokens(row.atRisk)} is stored; the log moved ${tokens(amount)} on ${tokens(risked)}.`;
      fault('payout_differs', detail, model);
    }
  }
}

const tokens = (units: bigint): string => formatAmount(amountOf(units));
