import { accountParts, type LedgerAccount } from '../accounts.ts';
import { type Amount, amountOf, formatAmount } from '../amount.ts';
import { type CsvColumn, csvText } from './csvText.ts';
import type { Command, Entry } from '../entry.ts';
import { type PaidRow, payoutColumns } from './payoutColumns.ts';
import type { PayoutPlan } from '../payoutPlan.ts';
import { roundOf } from '../roundOf.ts';

/** One movement, snapshot or payout of an account. */
interface StatementLine {
  readonly entry: Entry;
  readonly ledgerAccount: LedgerAccount | null;
  readonly model: string | null;
  readonly amount: Amount | null;
  /** Of the ledger account, after this line. */
  readonly balance: Amount | null;
  readonly atRisk: Amount | null;
  readonly paid: PaidRow;
}

/**
 * Everything that ever happened to an account's wallet, to the stakes and pending releases of its models and to its withdrawals, as CSV
 * (RFC 4180), in the order of the log:
 *
 *     entry, recorded_at, kind, round, ledger_account, model, amount, balance, at_risk, [the columns of payoutColumns.ts], entry_hash
 *
 * One line per moved ledger account; what is at risk at a round's close and a payout that moves nothing have lines without one. In a
 * spreadsheet
 *
 *     balance         = SUMIFS(amount$2:amount, ledger_account$2:ledger_account, ledger_account)      up to this line
 *     the account     = SUM(amount): wallet, withdrawals on their way, stakes and pending releases together
 *     payout          as `payoutColumns.ts` says; it stands on the first line of the model in its resolution, so that SUM(payout) counts it
 *                     once (a burn may have found less: then its amounts add up to less)
 *
 * `recorded_at` is empty where `recordedAt` (by sequence) does not say. An account without entries gives the header alone.
 */
export function accountStatementCsv(
  entries: Iterable<Entry>,
  account: string,
  recordedAt: { get(sequence: number): string | undefined } = new Map<number, string>(),
): string {
  const lines = statementLines(entries, account);
  const plans = new Set(lines.flatMap(({ paid }): PayoutPlan[] => (paid === null ? [] : [paid.plan])));
  const amountText = (value: Amount | null) => (value === null ? null : formatAmount(value));
  const columns: CsvColumn<StatementLine>[] = [
    { name: 'entry', kind: 'number', value: ({ entry }) => String(entry.sequence) },
    { name: 'recorded_at', kind: 'text', value: ({ entry }) => recordedAt.get(entry.sequence) ?? null },
    { name: 'kind', kind: 'text', value: ({ entry }) => entry.command.kind },
    { name: 'round', kind: 'text', value: ({ entry }) => roundOf(entry.command) },
    { name: 'ledger_account', kind: 'text', value: ({ ledgerAccount }) => ledgerAccount },
    { name: 'model', kind: 'text', value: ({ model }) => model },
    { name: 'amount', kind: 'number', value: ({ amount }) => amountText(amount) },
    { name: 'balance', kind: 'number', value: ({ balance }) => amountText(balance) },
    { name: 'at_risk', kind: 'number', value: ({ atRisk }) => amountText(atRisk) },
    ...payoutColumns(plans).map((column): CsvColumn<StatementLine> => {
      return { ...column, value: ({ paid }) => column.value(paid) };
    }),
    { name: 'entry_hash', kind: 'text', value: ({ entry }) => entry.hash },
  ];
  return csvText(columns, lines);
}

function statementLines(entries: Iterable<Entry>, account: string): StatementLine[] {
  const own = new OwnNames(account);
  const balances = new Map<LedgerAccount, bigint>();
  const statement: StatementLine[] = [];
  for (const entry of entries) {
    own.learn(entry.command);
    const paid = payoutsOf(entry, own);
    for (const { account: ledgerAccount, amount } of entry.lines) {
      if (!own.holds(ledgerAccount)) continue;
      const { kind, owner } = accountParts(ledgerAccount);
      const balance = amountOf((balances.get(ledgerAccount) ?? 0n) + amount);
      balances.set(ledgerAccount, balance);
      const model = kind === 'stake' || kind === 'pending' ? owner : null;
      const row = (model !== null && paid.get(model)) || null;
      if (model !== null) paid.delete(model);
      statement.push({ entry, ledgerAccount, model, amount, balance, atRisk: row && row.row.atRisk, paid: row });
    }
    const nothing = { entry, ledgerAccount: null, amount: null, balance: null };
    for (const [model, row] of paid) statement.push({ ...nothing, model, atRisk: row.row.atRisk, paid: row });
    for (const { model, atRisk } of entry.snapshot ?? []) {
      if (own.models.has(model)) statement.push({ ...nothing, model, atRisk, paid: null });
    }
  }
  return statement;
}

/** Which models and withdrawals are the account's, as its commands tell: the ledger refuses those on models of others. */
class OwnNames {
  readonly models = new Set<string>();
  readonly #account: string;
  readonly #requests = new Set<string>();

  constructor(account: string) {
    this.#account = account;
  }

  learn(command: Command): void {
    if (!('account' in command) || command.account !== this.#account) return;
    if ('model' in command) this.models.add(command.model);
    if ('to' in command && command.to !== undefined) this.models.add(command.to);
    if ('request' in command) this.#requests.add(command.request);
  }

  holds(ledgerAccount: LedgerAccount): boolean {
    const { kind, owner } = accountParts(ledgerAccount);
    switch (kind) {
      case 'wallet':
        return owner === this.#account;
      case 'stake':
      case 'pending':
        return this.models.has(owner);
      case 'hold':
        return this.#requests.has(owner);
      default:
        return false;
    }
  }
}

function payoutsOf({ command }: Entry, { models }: OwnNames): Map<string, NonNullable<PaidRow>> {
  if (command.kind !== 'resolution') return new Map();
  const { plan } = command;
  return new Map(plan.rows.filter(({ model }) => models.has(model)).map((row) => [row.model, { plan, row }]));
}
