import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Matrix, matrix } from '@robata/kernels';
import type { ContributionKit } from '@robata/portfolio';
import { packedKitFile } from '../receipts/packedKitFile.ts';
import { partialKit } from '../receipts/partialKit.ts';
import { evidenceJson } from '../receipts/roundEvidence.ts';
import type { KitPublication } from '../receipts/roundReceipts.ts';
import type { CohortMember } from '../analysis/cohorts.ts';
import { prepareCohorts, type ScoreCohorts } from '../analysis/prepareCohorts.ts';
import type { ScoreColumn } from '../records.ts';
import type { ContributionReport, ContributionScores } from './contributions.ts';
import { solveContributions } from './roundContributions.ts';
import { centredBins, prepareRoundScores } from './roundScores.ts';
import type { ClosedSignals } from './signals/closedSignals.ts';
import { type PreparedSignalReports, prepareSignalReports, type SignalReports } from './signals/signalReports.ts';
import { prepareSignalsPart } from './signals/prepareSignalsPart.ts';
import type { ContributionSettings } from './tournamentConfig.ts';

/** What a closed round is scored from; all that another thread needs. */
export interface ClosedRound {
  /** Without returns. */
  readonly kit: ContributionKit;
  /** Scored like a model, after them; n. */
  readonly metaModel: Float64Array;
  /** The features that FNC is neutral to: bins 0…4, −1 missing; column-major, n × F. */
  readonly neutralBins: Int8Array;
  readonly columns: readonly ScoreColumn[];
  /** Default: the settings of whoever scores it. */
  readonly contribution?: ContributionSettings;
  readonly round: number;
  /** Who stands behind the models that came in time, in the order of the kit. Default: nobody is known, and no cohort is scored. */
  readonly members?: readonly CohortMember[];
  /** Default: `own`. */
  readonly kits?: KitPublication;
  /** The Signals part of a joint round with the columns in which it is scored; `columns` are then those of the classic models. */
  readonly signals?: {
    readonly closed: ClosedSignals;
    readonly columns: readonly ScoreColumn[];
    /** Permanent numbers of its models, in the order of their places. */
    readonly models: readonly number[];
  };
}

/** What a round's end publishes of how it was scored. */
export interface RoundPublication {
  /** All predictions as they were submitted, with names: for the server itself, and for everybody where `values` are published. */
  readonly kit: Uint8Array<ArrayBuffer>;
  /** The same with gaussianized ranks, where these are published. */
  readonly ranks: Uint8Array<ArrayBuffer> | null;
  /** Gzipped JSON. */
  readonly evidence: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the evidence's text. */
  readonly evidenceHash: string;
  readonly kits: KitPublication;
}

/** A closed round through its scoring days, in this thread: portfolios are solved now, ranks and bases made once, a day costs some products. */
export interface RoundScoring {
  readonly report: ContributionReport;
  /**
   * By column key one value per model, then that of the Signals meta model where the round has one, the meta model's last; NaN where a
   * score is not defined, as a classic score of a Signals model.
   * @param targets the interim targets by name, n each, NaN where missing
   * @param returns simple returns so far, n, without NaN
   */
  score(targets: ReadonlyMap<string, Float64Array>, returns: Float64Array): Map<string, Float64Array>;
  /** How the meta models of parts of the models score against these targets and, with the returns of the last day, what they would have earned. */
  readonly cohorts: ScoreCohorts;
  /** How much of each signal was known already; with what is left against these targets. Null where the round has no Signals part. */
  signalReports(targets: ReadonlyMap<string, Float64Array>): SignalReports | null;
  /** By the targets and returns of the last day. */
  publish(targets: ReadonlyMap<string, Float64Array>, returns: Float64Array): RoundPublication;
}

const EVIDENCE_COMPRESSION = 1;

/** Definitions that need portfolios and not a target. */
const CONTRIBUTIONS: Readonly<Record<string, keyof ContributionScores>> = {
  'tc-gradient': 'gradient',
  'tc-leave-one-out-zero': 'leaveOneOutZero',
  'tc-leave-one-out-held': 'leaveOneOutHeld',
};

/** Solves a round's contributions and prepares its scores. Throws what a kit with a fault makes the portfolio room throw. */
export function roundScoring(closed: ClosedRound, settings: ContributionSettings): RoundScoring {
  const { kit, metaModel, neutralBins, columns, round, signals } = closed;
  let reports: PreparedSignalReports | null = null;
  const contribution = closed.contribution ?? settings;
  const contributions = solveContributions(kit, contribution);
  const rows = metaModel.length;
  const prepared = prepareRoundScores({
    predictions: withColumn(kit.predictions, metaModel),
    metaModel,
    neutralFeatures: centredBins(neutralBins, rows),
    columns,
  });
  const part = signals === undefined ? null : prepareSignalsPart(kit, signals, neutralBins);
  return {
    report: contributions.report,
    score(targets, returns) {
      const scores = prepared.score(targets);
      part?.joinInto(scores, targets);
      const contribution = contributions.score(returns);
      const after = Array.from({ length: part === null ? 1 : 2 }, () => Number.NaN);
      for (const { key, definitionId } of [...columns, ...(signals?.columns ?? [])]) {
        const kind = CONTRIBUTIONS[definitionId];
        if (kind !== undefined) scores.set(key, Float64Array.of(...contribution[kind], ...after));
      }
      return scores;
    },
    signalReports(targets) {
      if (signals === undefined) return null;
      reports ??= prepareSignalReports({ round, signals: signals.closed, kit, models: signals.models, neutralBins });
      return reports.reports(targets);
    },
    cohorts: prepareCohorts({ kit, members: closed.members ?? [], columns }),
    publish: (targets, returns) => publicationOf(closed, contribution, targets, returns),
  };
}

function publicationOf(
  { kit, metaModel, neutralBins, columns, round, kits = 'own' }: ClosedRound,
  contribution: ContributionSettings,
  targets: ReadonlyMap<string, Float64Array>,
  returns: Float64Array,
): RoundPublication {
  const known = { ...kit, returns };
  const about = { round, columns, contribution };
  const file = packedKitFile(known, { predictions: 'values', about });
  const ranks = kits === 'ranks' ? packedKitFile(known, { predictions: 'ranks', about }) : null;
  const totalStake = kit.stakes.reduce((total, stake) => total + stake, 0);
  const evidence = evidenceJson({
    round,
    columns,
    contribution,
    kit: partialKit(known, { metaModel, totalStake }),
    models: kit.models,
    weights: kit.stakes,
    targets,
    neutralBins,
    ...(kits !== 'own' && { fullKit: (ranks ?? file).manifestHash }),
  });
  return {
    kit: file.bytes,
    ranks: ranks && ranks.bytes,
    evidence: gzipSync(evidence, { level: EVIDENCE_COMPRESSION }),
    evidenceHash: createHash('sha256').update(evidence).digest('hex'),
    kits,
  };
}

/** The matrix with one more column at its end. */
function withColumn(m: Matrix, last: Float64Array): Matrix {
  const result = matrix(m.rows, m.columns + 1);
  result.data.set(m.data);
  result.data.set(last, m.data.length);
  return result;
}
