import { type NextSettlement, nextSettlement, settlementTree } from '@robata/contracts';
import { type Amount, formatAmount, type Journal, sha256 } from '@robata/ledger';
import type { RoundRecord } from '../records.ts';
import { ledgerRoundIds } from '../rounds/ledgerRound.ts';
import type { KeptLeaves, KeptRow, VaultRound } from './chainDocuments.ts';
import type { Hex, VaultPosition } from './chainPort.ts';
import { type MatchedPosition, type ResolvedPayouts, resolvedRounds } from './ledgerOfVault.ts';

export interface SettlementPlanInput {
  readonly identity: { readonly chainId: number; readonly vault: Hex };
  readonly journal: Journal;
  /** Resolutions up to this entry of the ledger were points. */
  readonly afterSequence: number;
  /** Those after this entry do not count yet; missing: all do. */
  readonly untilSequence?: number;
  /** The round of the vault, and the tournament's rounds. */
  readonly round: VaultRound;
  readonly records: readonly RoundRecord[];
  /** Everybody who ever deposited. */
  readonly positions: readonly VaultPosition[];
  readonly matched: readonly MatchedPosition[];
  /** What the vault counts of `matched` in this round. */
  readonly atRisk: readonly bigint[];
  /** Under the settlement that stands; null before the first. */
  readonly before: KeptLeaves | null;
  readonly treasury: bigint;
}

/** What would be sent, and what is in its way. */
export interface SettlementPlan {
  readonly leaves: KeptLeaves;
  /** The tournament's round; null where none closes when the vault's does. */
  readonly number: number | null;
  /** By how much each stake moves, in the order of the positions; those that do not move are left out. */
  readonly moves: readonly { readonly account: string; readonly model: string; readonly amount: bigint }[];
  /** What the vault does not let a stake gain or lose in this round: it stays owed, and is in a later root. */
  readonly owed: readonly OwedMove[];
  /** Sentences; with any of them nothing is sent. */
  readonly faults: readonly string[];
}

const CLIP_ONE = 10n ** 12n;

/** Seconds of a round's close, as the vault was told. */
export const closeSeconds = ({ closesAt }: Pick<RoundRecord, 'closesAt'>): number =>
  Math.ceil(Date.parse(closesAt) / 1000);

/** Both at least 0. */
export interface Move {
  readonly payout: bigint;
  readonly burn: bigint;
}

export interface OwedMove extends Move {
  readonly account: string;
  readonly model: string;
}

/**
 * The settlement of one round of the vault: the leaves before with what the ledger has resolved of rounds that closed up to this one and no leaf has yet.
 * A stake gains and loses no more than the clip of what the vault counted of it: beyond that (rounds of the vault that were passed over) it stays owed.
 * Amounts are what the resolutions really moved. Null where nobody has ever deposited: there is nothing to settle. A pure function: the same input gives the same root.
 */
export function settlementPlan(input: SettlementPlanInput): SettlementPlan | null {
  const { identity, round, records, positions, matched, before, untilSequence = Number.POSITIVE_INFINITY } = input;
  if (positions.length === 0) return null;
  const own = records.find((record) => closeSeconds(record) === round.closesAt);
  const settled = new Set(before?.included ?? []);
  const resolved = resolvedUpTo(input).filter(({ sequence }) => sequence <= untilSequence);
  const added = resolved.filter((each) => !settled.has(each.round));
  const { moved, owed } = withinClip(input, owedMoves(resolved, before?.rows ?? [], matched));
  const { rows, payout, burn } = nextRows(before?.rows ?? [], matched, moved);
  const all = withZeros(rows, positions);
  const hashes = added.map(({ planHash }) => planHash);
  const planHash: Hex = `0x${hashes.length === 1 ? (hashes[0] as string) : sha256(hashes.join('\n'))}`;
  const included = [...settled, ...added.map((each) => each.round as string)];
  return {
    leaves: {
      round: round.round,
      root: settlementTree(identity, all).root,
      planHash,
      payout,
      burn,
      included,
      rows: all,
    },
    number: own?.number ?? null,
    moves: matched.flatMap(({ account, model }) => {
      const move = moved.get(model) ?? NO_MOVE;
      const amount = move.payout - move.burn;
      return amount === 0n ? [] : [{ account, model, amount }];
    }),
    owed,
    faults: [...openFaults(round, own), ...treasuryFaults(payout, input.treasury)],
  };
}

/** What the ledger has resolved of rounds that closed up to this one. */
export function resolvedUpTo({
  records,
  round,
  journal,
  afterSequence,
}: Pick<SettlementPlanInput, 'records' | 'round' | 'journal' | 'afterSequence'>): ResolvedPayouts[] {
  const upTo = new Set(
    records
      .filter((record) => closeSeconds(record) <= round.closesAt)
      .flatMap((record) => [...ledgerRoundIds(record)] as string[]),
  );
  return resolvedRounds(journal, afterSequence).filter((each) => upTo.has(each.round));
}

const NO_MOVE: Move = { payout: 0n, burn: 0n };
const atLeast0 = (units: bigint): bigint => (units > 0n ? units : 0n);
const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What resolutions have paid and burned beyond the rows before, of whatever address, by model. */
function owedMoves(
  resolved: readonly ResolvedPayouts[],
  before: readonly KeptRow[],
  matched: readonly MatchedPosition[],
): ReadonlyMap<string, Move> {
  const sums = new Map<string, { payout: bigint; burn: bigint }>(
    matched.map(({ model }) => [model, { payout: 0n, burn: 0n }]),
  );
  const models = new Map<string, string>(matched.map(({ key, model }) => [key, model]));
  for (const { paid } of resolved) {
    for (const [model, units] of paid) {
      const sum = sums.get(model);
      if (sum === undefined) continue;
      if (units > 0n) sum.payout += units;
      else sum.burn -= units;
    }
  }
  for (const row of before) {
    const sum = sums.get(models.get(row.model) ?? '');
    if (sum === undefined) continue;
    sum.payout -= row.payout;
    sum.burn -= row.burn;
  }
  return sums;
}

/** What the vault would cut, or let anybody strike out, stays owed. */
function withinClip(
  { matched, atRisk, round }: SettlementPlanInput,
  due: ReadonlyMap<string, Move>,
): { readonly moved: ReadonlyMap<string, Move>; readonly owed: readonly OwedMove[] } {
  const moved = new Map<string, Move>();
  const owed: OwedMove[] = [];
  matched.forEach(({ account, model }, at) => {
    const limit = ((atRisk[at] as bigint) * round.clip + CLIP_ONE - 1n) / CLIP_ONE;
    const sum = due.get(model) ?? NO_MOVE;
    const wanted = { payout: atLeast0(sum.payout), burn: atLeast0(sum.burn) };
    const move = { payout: lesser(wanted.payout, limit), burn: lesser(wanted.burn, limit) };
    moved.set(model, move);
    const rest = { payout: wanted.payout - move.payout, burn: wanted.burn - move.burn };
    if (rest.payout > 0n || rest.burn > 0n) owed.push({ account, model, ...rest });
  });
  return { moved, owed };
}

/**
 * The rows of matched stakes, with a row for every one of them; then the rows before of all others as they were: a position that the ledger
 * does not know any more keeps what it was paid and burned, for amounts of a leaf are cumulative and never fall.
 */
export function nextRows(
  before: readonly KeptRow[],
  matched: readonly Pick<MatchedPosition, 'address' | 'key' | 'model'>[],
  moved: ReadonlyMap<string, Move>,
): NextSettlement {
  const owners = new Map(matched.map(({ model, address }) => [model, address]));
  const places = new Set(matched.map(({ address, key }) => `${address} ${key}`));
  const isMatched = (row: KeptRow): boolean => places.has(`${row.account} ${row.model}`);
  const next = nextSettlement(
    before.filter(isMatched),
    matched.flatMap(({ model }) => {
      const { payout, burn } = moved.get(model) ?? NO_MOVE;
      return [
        { model, payout },
        { model, payout: -burn },
      ];
    }),
    (model) => owners.get(model),
  );
  return { ...next, rows: [...next.rows, ...before.filter((row) => !isMatched(row))] };
}

/** Stakes that the ledger does not know win and lose nothing; without a leaf they would have to wait for their way out. */
function withZeros(rows: readonly KeptRow[], positions: readonly VaultPosition[]): readonly KeptRow[] {
  const known = new Set(rows.map(({ account, model }) => `${account} ${model}`));
  const others = positions.filter(({ address, key }) => !known.has(`${address} ${key}`));
  return [...rows, ...others.map(({ address, key }) => ({ account: address, model: key, payout: 0n, burn: 0n }))];
}

function openFaults(round: VaultRound, own: RoundRecord | undefined): string[] {
  if (own === undefined) return [`No round of the tournament closes when the vault's round ${round.round} does.`];
  if (own.state === 'resolved' || own.state === 'cancelled') return [];
  return [`Round ${own.number} is ${own.state}: it is settled once it is resolved.`];
}

const treasuryFaults = (payout: bigint, treasury: bigint): string[] =>
  payout <= treasury
    ? []
    : [
        `The vault's treasury has ${text(treasury)} and the round pays ${text(payout)}: fund it with ${text(payout - treasury)}.`,
      ];

const text = (units: bigint): string => formatAmount(units as Amount);
