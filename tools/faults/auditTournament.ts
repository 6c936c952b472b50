/** Compares what participants were told with what a tournament still knows, and what it knows with itself. */
import { accountParts, type Entry, type LedgerAccount, parseAmount, parseEntry, verifyJournal } from '@robata/ledger';
import type { LedgerRecord, Storage } from '@robata/tournament';
import type { History, KeptMove } from './history.ts';

/** A row of the submissions, as the tables have it. */
export interface StoredSubmission {
  readonly id: string;
  readonly model: number;
  readonly round: number | null;
  readonly state: string;
  readonly late: boolean;
  readonly filename: string;
  readonly valuesHash: string | null;
  /** Of two in time the later one counts. */
  readonly turn: number;
}

export interface Audit {
  /** Acknowledged and not there, or not as acknowledged: a sentence each. */
  readonly lost: readonly string[];
  /** There more than once, or though nobody asked for it. */
  readonly doubled: readonly string[];
  /** Whatever else must not be. */
  readonly broken: readonly string[];
}

/** Nobody else may have used the accounts of the history. */
export async function auditTournament(
  history: History,
  storage: Pick<Storage, 'ledger' | 'balances' | 'rounds' | 'entries' | 'scores' | 'payouts'>,
  submissions: readonly StoredSubmission[],
): Promise<Audit> {
  const records = await wholeLedger(storage);
  const entries = records.map(({ body }) => parseEntry(body));
  const money = auditMoves(history.moves, entries);
  const files = auditSubmissions(history, submissions);
  return {
    lost: [...money.lost, ...files.lost],
    doubled: [...money.doubled, ...files.doubled],
    broken: [
      ...history.faults,
      ...auditLedger(entries, await storage.balances(), history.moves),
      ...(await auditRounds(storage, entries, submissions)),
    ],
  };
}

const PAGE = 1000;

async function wholeLedger(storage: Pick<Storage, 'ledger'>): Promise<readonly LedgerRecord[]> {
  const records: LedgerRecord[] = [];
  for (;;) {
    const page = await storage.ledger(records.length + 1, PAGE);
    records.push(...page);
    if (page.length < PAGE) return records;
  }
}

interface Comparison {
  readonly lost: string[];
  readonly doubled: string[];
}

const unitsOf = (text: string): bigint => {
  const parsed = parseAmount(text);
  if (parsed.status === 'refused') throw new Error(`'${text}' is no amount`);
  return parsed.amount;
};

const COMMANDS: Readonly<Record<KeptMove['kind'], readonly string[]>> = {
  deposit: ['deposit'],
  increase: ['stake_increase'],
  decrease: ['stake_decrease'],
  drain: ['stake_drain', 'stake_decrease'],
};

/** Each key of the history is in the ledger as often as it was acknowledged, which is once, and as it was acknowledged. */
function auditMoves(moves: readonly KeptMove[], entries: readonly Entry[]): Comparison {
  const lost: string[] = [];
  const doubled: string[] = [];
  const accounts = new Set(moves.map(({ account }) => account));
  const found = Map.groupBy(
    entries.filter(({ command }) => 'account' in command && accounts.has(command.account)),
    ({ idempotencyKey }) => idempotencyKey,
  );
  for (const move of moves) {
    const key = `account:${move.account}:${move.key}`;
    const own = found.get(key) ?? [];
    found.delete(key);
    if (own.length > 1) doubled.push(`${move.key} is in the ledger ${own.length} times`);
    const [entry] = own;
    if (entry !== undefined) lost.push(...unlike(move, entry));
    if (move.outcome === 'acknowledged' && entry === undefined) lost.push(`${move.key} was acknowledged and is gone`);
    // Of several attempts one may have been refused and an earlier one, whose reply was lost, done after it.
    if (move.outcome === 'refused' && move.attempts === 1 && entry !== undefined) {
      doubled.push(`${move.key} was refused and is in the ledger`);
    }
  }
  for (const key of found.keys()) doubled.push(`${key} is in the ledger and nobody sent it`);
  return { lost, doubled };
}

function unlike(move: KeptMove, { command, lines }: Entry): string[] {
  // By what it moved, not by what it says: into the wallet or the stake, or out of the stake.
  const name = move.kind === 'deposit' ? `wallet:${move.account}` : `stake:${move.model}`;
  const change = lines.reduce((sum, { account, amount }) => (account === name ? sum + amount : sum), 0n);
  const moved = move.kind === 'decrease' || move.kind === 'drain' ? -change : change;
  const isOther =
    !COMMANDS[move.kind].includes(command.kind) ||
    ('account' in command && command.account !== move.account) ||
    (move.reply !== null && moved !== unitsOf(move.reply.amount));
  return isOther ? [`${move.key} is in the ledger otherwise than it was acknowledged`] : [];
}

function auditSubmissions({ submissions: told }: History, stored: readonly StoredSubmission[]): Comparison {
  const byId = new Map(stored.map((row) => [row.id, row]));
  const lost = told
    .filter(({ id, model }) => byId.get(id)?.state !== 'accepted' || byId.get(id)?.model !== model)
    .map(({ id }) => `submission ${id} was acknowledged and is not accepted`);
  const doubled = [...Map.groupBy(stored, ({ filename }) => filename)]
    .filter(([, rows]) => rows.filter(({ state }) => state === 'accepted').length > 1)
    .map(([filename]) => `of the file ${filename} more than one submission was made`);
  return { lost, doubled };
}

/** The chain and every movement by the ledger's own auditor; totals, signs and each account's equation by sums over the lines. */
function auditLedger(
  entries: readonly Entry[],
  balances: ReadonlyMap<string, bigint>,
  moves: readonly KeptMove[],
): string[] {
  const broken: string[] = [];
  const verification = verifyJournal(entries);
  if (verification.status === 'faulty') {
    broken.push(...verification.faults.map(({ sequence, fault, detail }) => `entry ${sequence}: ${fault} (${detail})`));
  }
  const sums = new Map<string, bigint>();
  for (const { lines } of entries) {
    for (const { account, amount } of lines) sums.set(account, (sums.get(account) ?? 0n) + amount);
  }
  const total = [...sums.values()].reduce((sum, amount) => sum + amount, 0n);
  if (total !== 0n) broken.push(`all accounts together hold ${total}`);
  for (const [account, amount] of sums) {
    if (amount < 0n && account !== 'world') broken.push(`${account} holds ${amount}`);
    if (account.startsWith('clearing:') && amount !== 0n) broken.push(`${account} is not cleared: ${amount}`);
    if ((balances.get(account) ?? 0n) !== amount)
      broken.push(`${account} holds ${balances.get(account)} in the tables`);
  }
  for (const account of new Set(moves.map((move) => move.account))) {
    const models = new Set(
      moves.flatMap((move) => (move.account === account && move.model !== null ? [String(move.model)] : [])),
    );
    broken.push(...auditAccount(account, models, entries));
  }
  return broken;
}

/** wallet + stakes + pending = deposits − withdrawals + payouts of its models. */
function auditAccount(account: string, models: ReadonlySet<string>, entries: readonly Entry[]): string[] {
  let held = 0n;
  let owed = 0n;
  for (const { command, lines } of entries) {
    if (command.kind === 'deposit' && command.account === account) owed += command.amount;
    if (command.kind === 'withdrawal' && command.account === account) owed -= command.amount;
    for (const line of lines) {
      const { kind, owner } = accountParts(line.account as LedgerAccount);
      const isModels = (kind === 'stake' || kind === 'pending') && models.has(owner);
      if (isModels || (kind === 'wallet' && owner === account)) held += line.amount;
      if (isModels && command.kind === 'resolution') owed += line.amount;
    }
  }
  return held === owed ? [] : [`account ${account} holds ${held} and should hold ${owed}`];
}

/** Every round is where its rows say; what was submitted in time last is what was scored; every day's scores are there once; paid is what the ledger moved. */
async function auditRounds(
  storage: Pick<Storage, 'rounds' | 'entries' | 'scores' | 'payouts'>,
  entries: readonly Entry[],
  submissions: readonly StoredSubmission[],
): Promise<string[]> {
  const broken: string[] = [];
  const ofKind = (kind: 'snapshot' | 'resolution') =>
    Map.groupBy(
      entries.flatMap(({ command }) => (command.kind === kind ? [command] : [])),
      (command): string =>
        command.kind === 'snapshot' ? command.round : command.kind === 'resolution' ? command.plan.round : '',
    );
  const [snapshots, resolutions] = [ofKind('snapshot'), ofKind('resolution')];
  const isAfterClose = (state: string): boolean => ['closed', 'scoring', 'resolved'].includes(state);
  for (const round of await storage.rounds()) {
    const { number, state, scoredDays } = round;
    // A round with a Signals part is two in the ledger.
    const ids = [`${round.tournament}/${number}`, ...(round.signals === undefined ? [] : [`signals/${number}`])];
    const rows = await storage.entries({ round: number });
    const say = (what: string): void => void broken.push(`round ${number} (${state}, day ${scoredDays}) ${what}`);
    for (const id of ids) {
      const [closed, ended] = [snapshots.get(id)?.length ?? 0, resolutions.get(id)?.length ?? 0];
      if (closed !== (isAfterClose(state) ? 1 : 0)) say(`has not one snapshot of ${id} if it is closed`);
      if (ended !== (state === 'resolved' ? 1 : 0)) say(`has not one resolution of ${id} if resolved`);
    }

    const submitted = new Map<number, StoredSubmission>();
    for (const row of submissions) {
      if (row.round !== number || row.state !== 'accepted' || row.late) continue;
      if ((submitted.get(row.model)?.turn ?? -1) < row.turn) submitted.set(row.model, row);
    }
    for (const { model, valuesHash } of isAfterClose(state) ? submitted.values() : []) {
      const entry = rows.find((row) => row.model === model && !row.late);
      if (entry?.submissionHash !== valuesHash) say(`was not closed with the last submission of model ${model}`);
    }

    const days = new Map<number, number[]>();
    for (const { model, day } of await storage.scores({ round: number })) {
      days.set(model, [...(days.get(model) ?? []), day]);
    }
    for (const { model } of rows) if (scoredDays > 0 && !days.has(model)) say(`has no scores of model ${model}`);
    for (const [model, of] of days) {
      const isOnce = of.length === scoredDays && of.sort((a, b) => a - b).every((day, at) => day === at + 1);
      if (!isOnce) say(`has scores of model ${model} on days ${of.join(' ')}`);
    }

    const payouts = new Map(
      (await storage.payouts({ round: number })).map(({ model, amount }) => [String(model), amount]),
    );
    const moved = new Map<string, bigint>();
    for (const { command, lines } of entries) {
      if (command.kind !== 'resolution' || !ids.includes(command.plan.round)) continue;
      for (const { model } of command.plan.rows) moved.set(model, 0n);
      for (const { account, amount } of lines) {
        const { kind, owner } = accountParts(account);
        if (kind === 'stake' || kind === 'pending') moved.set(owner, (moved.get(owner) ?? 0n) + amount);
      }
    }
    const isPaid = moved.size === payouts.size && [...moved].every(([model, amount]) => payouts.get(model) === amount);
    if (!isPaid) say('was paid otherwise than the ledger moved');
  }
  return broken;
}
