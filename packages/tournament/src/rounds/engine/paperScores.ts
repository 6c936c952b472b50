import { fromColumns } from '@robata/kernels';
import { amountOf } from '@robata/ledger';
import { cohortScores } from '../../analysis/cohortScores.ts';
import { cohortsKey } from '../../analysis/metaModelRecords.ts';
import type { EntryRecord, OptimizerReport, RoundRecord } from '../../records.ts';
import { closedEntries } from '../closedEntries.ts';
import type { RoundScores } from '../scoringService.ts';
import { lateInKit } from '../signals/lateSignals.ts';
import { isReported, reportedTargets } from '../signals/reportedDays.ts';
import { signalReportsKey } from '../signals/signalReports.ts';
import type { DayPaper } from './papers.ts';
import type { RoundDay } from './roundDesk.ts';
import type { SolvedRound, SolvedRounds } from './solvedRounds.ts';

/** The scores of a closed round on one of its days, by what the market has done since. */
export async function paperScores(input: {
  readonly round: RoundRecord;
  readonly day: number;
  readonly paper: DayPaper;
  readonly solved: SolvedRound;
  readonly attempt: SolvedRounds['attempt'];
}): Promise<RoundDay> {
  const { round, day, paper, solved, attempt } = input;
  const { number, columns, horizonDays } = round;
  const { scores, models, hasSignals } = solved;
  const { targets, returns } = paper;
  const [values, cohorts, report] = await attempt(number, () =>
    Promise.all([
      scores.score(targets, returns),
      scores.cohorts(targets, day === horizonDays ? returns : undefined),
      scores.report,
    ]),
  );
  const byColumn = columns.map(({ key }) => values.get(key));
  return {
    scores: models.flatMap((model, row) =>
      model === null
        ? []
        : [{ round: number, model: model.id, day, values: byColumn.map((column) => column?.[row] ?? Number.NaN) }],
    ),
    entries: day === 1 ? lateEntries(number, solved) : [],
    optimizer: withSolves(round.optimizer, report),
    documents: {
      [cohortsKey(number)]: cohortScores({ round: number, day, columns, values, cohorts }),
      ...(isReported(day, round) &&
        hasSignals && {
          [signalReportsKey(number)]: await attempt(number, () =>
            scores.signalReports(reportedTargets(day, round, targets)),
          ),
        }),
    },
  };
}

/** Of those that came after the close: they are scored, with nothing at risk. */
function lateEntries(number: number, { late, closed }: SolvedRound): readonly EntryRecord[] {
  if (late.length === 0) return [];
  return closedEntries({
    number,
    models: late.map(({ model }) => model),
    predictions: fromColumns(lateInKit(late, closed).map(({ values }) => values)),
    metaModel: closed.metaModel,
    atRisk: late.map(() => amountOf(0n)),
    hashes: late.map(({ hash }) => hash),
    late: true,
  });
}

/** The optimizer's report with what the contributions' solves add to it. */
function withSolves(
  optimizer: OptimizerReport | null,
  { solves, fallbacks, worstResidual }: Awaited<RoundScores['report']>,
): OptimizerReport | null {
  if (optimizer === null) return null;
  const { primalResidual, dualResidual, gap } = optimizer;
  return {
    ...optimizer,
    contributionSolves: solves,
    contributionFallbacks: fallbacks,
    worstResidual: Math.max(worstResidual, primalResidual, dualResidual, gap),
  };
}
