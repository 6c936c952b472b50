import { buildSymbolTable, type SymbolRow } from './symbolTable.ts';

export type SymbolChangeKind =
  /** A listing, or a name of one in another scheme, that was not there. */
  | 'added'
  /** A name that holds no longer. */
  | 'ended'
  /** One listing, another symbol. */
  | 'renamed'
  /** One symbol, another listing. */
  | 'reused'
  /** One symbol names two listings on one day now. */
  | 'conflicting'
  /** Other days or labels of a name that stays. */
  | 'changed';

export const SYMBOL_CHANGES: readonly SymbolChangeKind[] = [
  'added',
  'ended',
  'renamed',
  'reused',
  'conflicting',
  'changed',
];

export interface SymbolDiff {
  readonly counts: Readonly<Record<SymbolChangeKind, number>>;
  /** Sentences of each kind, by alphabet, at most `examples`. */
  readonly examples: Readonly<Record<SymbolChangeKind, readonly string[]>>;
  /** Rows that come in and rows that go, as they are stored. */
  readonly enter: readonly SymbolRow[];
  readonly leave: readonly SymbolRow[];
}

const EXAMPLES = 20;

/** What a new table changes of the one before, in counts and examples, and the rows that make the one into the other. */
export function diffSymbols(
  before: readonly SymbolRow[],
  after: readonly SymbolRow[],
  examples: number = EXAMPLES,
): SymbolDiff {
  const [old, now] = [buildSymbolTable(before), buildSymbolTable(after)];
  const oldRows = new Map(old.table.rows.map((row) => [rowKey(row), row]));
  const nowRows = new Map(now.table.rows.map((row) => [rowKey(row), row]));
  const enter = now.table.rows.filter((row) => !oldRows.has(rowKey(row)));
  const leave = old.table.rows.filter((row) => !nowRows.has(rowKey(row)));
  const nameOf = ({ permanentId, scheme, symbol }: SymbolRow): string => `${permanentId} ${scheme} ${symbol}`;
  const [left, entered] = [
    new Map(leave.map((row) => [nameOf(row), row])),
    new Map(enter.map((row) => [nameOf(row), row])),
  ];
  const sentences: Record<SymbolChangeKind, string[]> = {
    added: enter.filter((row) => !left.has(nameOf(row))).map((row) => `${titleOf(row)} is new.`),
    ended: [],
    renamed: [],
    reused: [],
    conflicting: [],
    changed: [],
  };
  for (const row of leave) {
    const stays = entered.get(nameOf(row));
    if (stays === undefined) sentences.ended.push(`${titleOf(row)} is gone.`);
    else if (stays.validTo !== null && stays.validTo !== row.validTo) {
      sentences.ended.push(`${titleOf(row)} ended on ${stays.validTo}.`);
    } else sentences.changed.push(`${titleOf(row)} has other days or labels.`);
  }
  const known = new Set(old.findings.map(({ sentence }) => sentence));
  for (const { kind, sentence } of now.findings) {
    if (known.has(sentence)) continue;
    if (kind === 'renamed') sentences.renamed.push(sentence);
    if (kind === 'reused_symbol') sentences.reused.push(sentence);
    if (kind === 'overlap') sentences.conflicting.push(sentence);
  }
  const each = <T>(of: (kind: SymbolChangeKind) => T): Record<SymbolChangeKind, T> =>
    Object.fromEntries(SYMBOL_CHANGES.map((kind) => [kind, of(kind)])) as Record<SymbolChangeKind, T>;
  return {
    counts: each((kind) => sentences[kind].length),
    examples: each((kind) => sentences[kind].sort().slice(0, examples)),
    enter,
    leave,
  };
}

const titleOf = ({ permanentId, scheme, symbol }: SymbolRow): string => `${scheme} ${symbol} of ${permanentId}`;

/** Everything that is stored of a row. */
const rowKey = (row: SymbolRow): string => {
  const { permanentId, scheme, symbol, validFrom, validTo, name, country, exchange } = row;
  return JSON.stringify([
    permanentId,
    scheme,
    symbol,
    validFrom,
    validTo,
    name ?? null,
    country ?? null,
    exchange ?? null,
  ]);
};
