import { type Amount, amountOf } from '@robata/ledger';
import type { RoundRecord } from '../../records.ts';
import { closedEntries } from '../closedEntries.ts';
import { isSignals } from '../ledgerRound.ts';
import { optimizerIncidents } from '../optimizerIncidents.ts';
import { payoutFactors } from '../payoutFactors.ts';
import type { ScoringService } from '../scoringService.ts';
import { emptySignals } from '../signals/lateSignals.ts';
import { neutralizersKey } from '../signals/neutralizerManifest.ts';
import { gatesKey } from '../signals/signalsGate.ts';
import { closingDocuments } from './closingDocuments.ts';
import type { ClosedPaper, ClosingPaper, RoundPapers } from './papers.ts';
import { gatesAtClose } from './gatesAtClose.ts';
import type { Hopeless, RoundClosing } from './roundDesk.ts';
import { type SubmittedPredictions, withColumns } from './roundParticipants.ts';

export interface PaperClose {
  readonly round: RoundRecord;
  readonly paper: ClosingPaper;
  /** The models with an account that are in time. */
  readonly outside: readonly SubmittedPredictions[];
  /** By model id, from the snapshot. */
  readonly atRisk: ReadonlyMap<string, Amount>;
  readonly papers: RoundPapers;
  readonly scoring: ScoringService;
}

const NOBODY_STAKED = 'Nobody who had submitted had a stake at the close, so there is no meta model to trade.';

/** Meta model, portfolio and commitment of a round. Puts down what its scores and the fund's trades need. */
export async function paperClose(input: PaperClose): Promise<RoundClosing | Hopeless> {
  const { round, paper, outside, atRisk, papers, scoring } = input;
  const { number } = round;
  const { cast, predictions, hashes } = paper;
  const { config, securities, riskModel } = paper.input;
  const models = [...cast, ...outside.map(({ model }) => model)];
  const stakes = models.map(({ id }) => atRisk.get(String(id)) ?? amountOf(0n));
  if (!stakes.some((units) => units > 0n)) return { hopeless: NOBODY_STAKED };
  const submissionHashes = [...hashes, ...outside.map(({ hash }) => hash)];
  const closing = await scoring.closing({
    ...paper.input,
    models: models.map(({ name }) => name),
    predictions: withColumns(predictions, outside),
    signalsPlaces: Int32Array.from(models.flatMap((model, j) => (isSignals(model) ? [j] : []))),
    stakes: Float64Array.from(stakes, (units) => Number(units) / 1e18),
    submissionHashes,
  });
  const { kit, metaModel, salt, commitment, opening, report, rebalance, signals } = closing;
  const closed: ClosedPaper = {
    config,
    kit,
    metaModel,
    neutralBins: paper.neutralBins,
    securities,
    models,
    dataVersions: [...cast.map(() => null), ...outside.map(({ dataVersion }) => dataVersion ?? null)],
    salt,
    ...(signals !== null && { signals: signals.closed }),
    ...(signals === null && config.signals !== undefined && { emptySignals: emptySignals(riskModel) }),
  };
  const documents = await closingDocuments({ round: number, closed, riskModel, rebalance, scoring, papers });
  await papers.put(number, 'closed', closed);
  const { status, targetWeights, exposures, breaches, incidents, problem } = rebalance;
  await papers.put(number, 'decision', {
    metaModel,
    ...(signals?.closed.metaModel && { signalsMetaModel: signals.closed.metaModel }),
    rebalance: {
      status,
      targetWeights,
      exposures,
      breaches,
      incidents,
      problem: { exposureNames: problem.exposureNames },
    },
    maxExposureBreach: report.maxExposureBreach,
  });
  const gates = await gatesAtClose({ round: number, paper, outside, papers });
  return {
    commitment,
    opening,
    optimizer: { ...report, contributionFallbacks: 0, contributionSolves: 0, worstResidual: 0 },
    ...payoutFactors(config, round, models, stakes),
    entries: closedEntries({
      number,
      models,
      predictions: kit.predictions,
      metaModel,
      atRisk: stakes,
      hashes: submissionHashes,
      late: false,
    }),
    incidents: optimizerIncidents(round, incidents),
    documents: {
      ...documents,
      ...(signals !== null && { [neutralizersKey(number)]: signals.manifest }),
      ...(gates !== null && { [gatesKey(number)]: gates }),
    },
  };
}
