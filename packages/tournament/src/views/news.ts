import { amountOf, formatAmount } from '@robata/ledger';
import type { IncidentRecord, RoundRecord } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import { scoresByKey } from './modelPage.ts';
import { META_MODEL_KIND } from './roundPage.ts';

type Scores = Readonly<Record<string, number | null>>;

/** A round in its scoring days, and what one model has in it: on the last day posted, and on the day before. */
export interface RoundStanding {
  readonly round: number;
  readonly eraDay: string;
  /** The last day posted, of so many. */
  readonly day: number;
  readonly horizonDays: number;
  readonly scores: Scores;
  /** Null on the first day. */
  readonly before: Scores | null;
}

/** What happened last in the tournament. */
export interface TournamentNews {
  /** The meta model's CORR in every round that has scores, ascending by round. */
  readonly metaModel: readonly { readonly round: number; readonly corr: number | null; readonly isResolved: boolean }[];
  /** The meta model in the rounds that are being scored, newest first. */
  readonly underWay: readonly RoundStanding[];
  readonly lastResolved: {
    readonly round: number;
    readonly paid: string;
    readonly burned: string;
    readonly corr: number | null;
  } | null;
  /** NAV in USD at the close of the fund's last day and of the one before. */
  readonly fund: { readonly day: string; readonly nav: number; readonly before: number | null } | null;
  /** Newest first, at most five. */
  readonly incidents: readonly IncidentRecord[];
}

/** The same of one model: where it stands in the rounds under way, and what the last one that resolved brought it. */
export interface ModelNews {
  readonly model: string;
  readonly underWay: readonly (RoundStanding & { readonly atRisk: string })[];
  readonly lastResolved: {
    readonly round: number;
    readonly scores: Scores;
    readonly atRisk: string;
    readonly payout: string;
  } | null;
}

const INCIDENTS = 5;

/** What is new, in one call. */
export async function tournamentNews(reader: StorageReader): Promise<TournamentNews> {
  const [rounds, models, fundDays, incidents] = await Promise.all([
    reader.rounds(),
    reader.models(),
    reader.fundDays(),
    reader.incidents(INCIDENTS),
  ]);
  const meta = models.find(({ kind }) => kind === META_MODEL_KIND);
  const latest = meta === undefined ? [] : await reader.scores({ model: meta.id, latestOnly: true });
  const latestOf = new Map(latest.map((score) => [score.round, score]));
  const corrOf = (round: RoundRecord): number | null => {
    const score = latestOf.get(round.number);
    return score === undefined ? null : (scoresByKey(score, round.columns)['corr'] ?? null);
  };
  const resolved = rounds.findLast(({ state }) => state === 'resolved');
  const payouts = resolved === undefined ? [] : await reader.payouts({ round: resolved.number });
  const sum = (sign: 1 | -1): string =>
    formatAmount(
      amountOf(payouts.reduce((total, { amount }) => (amount * BigInt(sign) > 0n ? total + amount : total), 0n)),
    );
  const [before, last] = [fundDays.at(-2), fundDays.at(-1)];
  return {
    metaModel: rounds
      .filter(({ number }) => latestOf.has(number))
      .map((round) => ({ round: round.number, corr: corrOf(round), isResolved: round.state === 'resolved' })),
    underWay: meta === undefined ? [] : await underWayOf(reader, scoringRounds(rounds), meta.id),
    lastResolved:
      resolved === undefined
        ? null
        : { round: resolved.number, paid: sum(1), burned: sum(-1).replace('-', ''), corr: corrOf(resolved) },
    fund: last === undefined ? null : { day: last.day, nav: last.nav, before: before?.nav ?? null },
    incidents,
  };
}

/** What is new of some models, in their order; names that nobody has are left out. */
export async function modelNews(reader: StorageReader, names: readonly string[]): Promise<readonly ModelNews[]> {
  const [rounds, models] = await Promise.all([reader.rounds(), reader.models()]);
  const idOf = new Map(models.map(({ id, name }) => [name, id]));
  const scoring = scoringRounds(rounds);
  const resolved = rounds.findLast(({ state }) => state === 'resolved');
  const news = names.map(async (name): Promise<readonly ModelNews[]> => {
    const id = idOf.get(name);
    if (id === undefined) return [];
    const entries = await reader.entries({ model: id });
    const atRisk = (round: number): string =>
      formatAmount(amountOf(entries.find((entry) => entry.round === round)?.atRisk ?? 0n));
    const [score] =
      resolved === undefined ? [] : await reader.scores({ round: resolved.number, model: id, latestOnly: true });
    const [payout] = resolved === undefined ? [] : await reader.payouts({ round: resolved.number, model: id });
    return [
      {
        model: name,
        underWay: (await underWayOf(reader, scoring, id)).map((row) => ({ ...row, atRisk: atRisk(row.round) })),
        lastResolved:
          resolved === undefined || score === undefined
            ? null
            : {
                round: resolved.number,
                scores: scoresByKey(score, resolved.columns),
                atRisk: atRisk(resolved.number),
                payout: formatAmount(amountOf(payout?.amount ?? 0n)),
              },
      },
    ];
  });
  return (await Promise.all(news)).flat();
}

const scoringRounds = (rounds: readonly RoundRecord[]): readonly RoundRecord[] =>
  rounds.filter(({ state, scoredDays }) => state === 'scoring' && scoredDays > 0);

/** Newest first; rounds in which the model has no scores are left out. */
async function underWayOf(
  reader: StorageReader,
  rounds: readonly RoundRecord[],
  model: number,
): Promise<readonly RoundStanding[]> {
  const first = rounds[0];
  if (first === undefined) return [];
  const scores = await reader.scores({ model, fromRound: first.number });
  return rounds.toReversed().flatMap(({ number, eraDay, columns, horizonDays }) => {
    const own = scores.filter(({ round }) => round === number);
    const [before, last] = [own.at(-2), own.at(-1)];
    if (last === undefined) return [];
    return [
      {
        round: number,
        eraDay,
        day: last.day,
        horizonDays,
        scores: scoresByKey(last, columns),
        before: before === undefined ? null : scoresByKey(before, columns),
      },
    ];
  });
}
