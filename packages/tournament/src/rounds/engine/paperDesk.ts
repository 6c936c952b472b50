import { fromColumns, type Matrix } from '@robata/kernels';
import { amount, amountOf, balance, TREASURY } from '@robata/ledger';
import { cohortScores } from '../../analysis/cohortScores.ts';
import { cohortsKey } from '../../analysis/metaModelRecords.ts';
import type { ModelRecord, RoundRecord } from '../../records.ts';
import { closedEntries } from '../closedEntries.ts';
import { isSignals, ledgerRoundId } from '../ledgerRound.ts';
import { payoutFactors } from '../payoutFactors.ts';
import type { RoundPublication } from '../roundScoring.ts';
import type { RoundScores, ScoringService } from '../scoringService.ts';
import { optimizerIncidents } from '../optimizerIncidents.ts';
import { neutralizersKey } from '../signals/neutralizerManifest.ts';
import { isReported, reportedTargets } from '../signals/reportedDays.ts';
import { signalReportsKey } from '../signals/signalReports.ts';
import { closedBook, closingBook, countedBy, gatesKey, type RoundGates, roundGates } from '../signals/signalsGate.ts';
import { emptySignals, lateInKit, lateOf, withLateSignals } from '../signals/lateSignals.ts';
import { releasePolicyOf, type TournamentConfig } from '../tournamentConfig.ts';
import { withUnstaked } from '../withUnstaked.ts';
import { isoSecond } from '../../submissions/isoSecond.ts';
import { closingDocuments, membersOf } from './closingDocuments.ts';
import type { ClosedPaper, ClosingPaper, OpeningPaper, RoundPapers } from './papers.ts';
import { resetStake } from './resetStake.ts';
import { isMissing, type Missing, type RoundDesk } from './roundDesk.ts';

/** What one model has sent in for a round. */
export interface SubmittedPredictions {
  readonly model: ModelRecord;
  /** In the order of the round's ids, in (0, 1); of a Signals model NaN where it left a stock out. */
  readonly values: Float64Array;
  readonly hash: string;
  /** Of the data it was made from, where the upload named it. */
  readonly dataVersion?: number | null;
}

/** Whoever takes part with an account: the submissions of a server. */
export interface RoundParticipants {
  /** The round is opened with its data published. `tickers`: of the same stocks, where the round has a Signals part. */
  opened(round: RoundRecord, ids: readonly string[], tickers?: readonly string[]): Promise<void>;
  /** Nothing more is in time: what counts of everybody, in the order of their ids. */
  closed(round: number): Promise<readonly SubmittedPredictions[]>;
  /** Nothing more is taken at all: what came after the close, of models that had nothing in time. */
  late(round: number): Promise<readonly SubmittedPredictions[]>;
}

export interface PaperDeskInput {
  readonly papers: RoundPapers;
  readonly participants: RoundParticipants;
  readonly scoring: ScoringService;
  /** The row of the meta model among the scores. */
  readonly metaModel: () => Promise<ModelRecord>;
  /** That of the Signals meta model. Default: there is none, and its scores are not kept. */
  readonly signalsMetaModel?: () => Promise<ModelRecord | null>;
  readonly publish: (round: number, publication: RoundPublication) => Promise<void>;
  /** As it is stored for a round: asked where the round's papers are gone. Default: only the papers say it. */
  readonly configOf?: (round: number) => Promise<TournamentConfig>;
  /** What the stakes of a close still wait for; null: nothing. Default: nothing. */
  readonly closeConfirmed?: (round: RoundRecord) => Promise<Missing | null>;
  readonly now: () => Date;
  /** Points that are put into the treasury beside what a payout lacks; null: the operator sees to it, as of a vault's in any case. */
  readonly refill: string | null;
}

/** A round that this process scores: solved once, then a day costs a few products. */
interface Scored {
  readonly scores: RoundScores;
  /** In the order of the scores; null: a row that nobody keeps. */
  readonly models: readonly (ModelRecord | null)[];
  readonly late: readonly SubmittedPredictions[];
  readonly closed: ClosedPaper;
  /** Whether somebody is in its Signals part, in time or late. */
  readonly hasSignals: boolean;
}

const NOBODY_STAKED = 'Nobody who had submitted had a stake at the close, so there is no meta model to trade.';
/** Rounds that a process keeps solved; another one is solved again when it is asked for. */
const KEPT_ROUNDS = 8;

/** The desk of a running tournament: it works from the papers of the market's side, in whatever process a job comes to. */
export function paperDesk(input: PaperDeskInput): RoundDesk {
  const { papers, participants, scoring, now } = input;
  const solved = new Map<number, Promise<Scored>>();

  const missing = (what: string) => ({ missing: `${what} is not there yet.` });
  const release = (round: number): void => {
    const kept = solved.get(round);
    solved.delete(round);
    kept?.then(({ scores }) => scores.release()).catch(() => undefined);
  };

  async function solve(number: number, closed: ClosedPaper): Promise<Scored> {
    const { config, kit, metaModel, neutralBins, models } = closed;
    const late = calledApart(lateOf(await participants.late(number), closed), models);
    const { columns, contribution, kits } = config;
    const signals = withLateSignals(closed, late);
    const scores = scoring.close({
      kit: withUnstaked(kit, lateInKit(late, closed)),
      metaModel,
      neutralBins,
      columns,
      contribution,
      round: number,
      members: membersOf(closed),
      ...(kits !== undefined && { kits }),
      ...(signals !== undefined && {
        signals: {
          closed: signals,
          columns: config.signals?.columns ?? [],
          models: [...models, ...late.map(({ model }) => model)].filter(isSignals).map(({ id }) => id),
        },
      }),
    });
    // Where all of them came late there is no Signals meta model: its row is not kept.
    const ofSignals = signals?.metaModel == null ? null : ((await input.signalsMetaModel?.()) ?? null);
    const own = signals === undefined ? [] : [ofSignals];
    const scored = [...models, ...late.map(({ model }) => model), ...own, await input.metaModel()];
    return { scores, models: scored, late, closed, hasSignals: signals !== undefined };
  }
  async function solvedRound(number: number): Promise<Scored | null> {
    const kept = solved.get(number);
    if (kept !== undefined) return kept;
    const closed = await papers.get(number, 'closed');
    if (closed === null) return null;
    const oldest = solved.keys().next();
    if (solved.size >= KEPT_ROUNDS && oldest.done !== true) release(oldest.value);
    const begun = solve(number, closed);
    solved.set(number, begun);
    begun.catch(() => solved.delete(number));
    return begun;
  }

  /** A failure may be that of a thread that took the round along: the next attempt solves it again. */
  async function forgetful<T>(number: number, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      solved.delete(number);
      throw error;
    }
  }

  async function configOf(number: number): Promise<TournamentConfig> {
    const config = (await papers.get(number, 'closing'))?.input.config ?? (await papers.get(number, 'closed'))?.config;
    if (config !== undefined) return config;
    if (input.configOf === undefined) throw new Error(`the papers of round ${number} are gone`);
    return input.configOf(number);
  }

  /** Against the rounds that are under way; null where nothing is asked of signals. */
  async function gatesOf(
    number: number,
    { cast, predictions, input: { config, securities, riskModel } }: ClosingPaper,
    outside: readonly SubmittedPredictions[],
  ): Promise<RoundGates | null> {
    const policy = config.signals?.gate ?? null;
    if (policy === null) return null;
    const previous = await Promise.all(
      Array.from({ length: Math.min(policy.submissions, number - 1) }, async (_, back) => {
        const closed = await papers.get(number - 1 - back, 'closed');
        return closed === null ? null : closedBook(number - 1 - back, closed);
      }),
    );
    const book = closingBook({
      round: number,
      securities,
      models: [...cast, ...outside.map(({ model }) => model)],
      predictions: withColumns(predictions, outside),
      riskModel,
    });
    return roundGates(
      book,
      previous.filter((each) => each !== null),
      policy,
    );
  }

  return {
    async open(round) {
      const paper = await papers.get(round, 'opening');
      if (paper === null) return missing('The data of its era');
      const record = openedNow(paper, now());
      await participants.opened(record, paper.ids, paper.tickers);
      return { record, schedule: [] };
    },

    async takeSubmissions(round) {
      const { number } = round;
      const paper = await papers.get(number, 'closing');
      if (paper === null) return missing('The risk model of its era');
      const outside = await participants.closed(number);
      const unconfirmed = await input.closeConfirmed?.(round);
      if (unconfirmed != null) return unconfirmed;
      // Who does not keep to the gates of Signals takes part, but with nothing at risk.
      const counts = countedBy(await gatesOf(number, paper, outside));
      return [...paper.cast, ...outside.map(({ model }) => model)].filter(counts);
    },

    async beforeSnapshot(book, round) {
      const paper = await papers.get(round.number, 'opening');
      for (const reset of paper?.resets ?? []) resetStake(book, ledgerRoundId(round), reset);
    },

    async close(round, atRisk) {
      const paper = await papers.get(round.number, 'closing');
      if (paper === null) return missing('The risk model of its era');
      const { cast, predictions, hashes, neutralBins } = paper;
      const { config } = paper.input;
      const outside = await participants.closed(round.number);
      const models = [...cast, ...outside.map(({ model }) => model)];
      const all = withColumns(predictions, outside);
      const stakes = models.map(({ id }) => atRisk.get(String(id)) ?? amountOf(0n));
      if (!stakes.some((units) => units > 0n)) return { hopeless: NOBODY_STAKED };
      const submissionHashes = [...hashes, ...outside.map(({ hash }) => hash)];
      const closing = await scoring.closing({
        ...paper.input,
        models: models.map(({ name }) => name),
        predictions: all,
        signalsPlaces: Int32Array.from(models.flatMap((model, j) => (isSignals(model) ? [j] : []))),
        stakes: Float64Array.from(stakes, (units) => Number(units) / 1e18),
        submissionHashes,
      });
      const { kit, metaModel, salt, commitment, opening, report, rebalance } = closing;
      const { securities, riskModel } = paper.input;
      const dataVersions = [...cast.map(() => null), ...outside.map(({ dataVersion }) => dataVersion ?? null)];
      const closed: ClosedPaper = {
        config,
        kit,
        metaModel,
        neutralBins,
        securities,
        models,
        dataVersions,
        salt,
        ...(closing.signals !== null && { signals: closing.signals.closed }),
        ...(closing.signals === null && config.signals !== undefined && { emptySignals: emptySignals(riskModel) }),
      };
      const documents = await closingDocuments({ round: round.number, closed, riskModel, rebalance, scoring, papers });
      await papers.put(round.number, 'closed', closed);
      const { status, targetWeights, exposures, breaches, incidents, problem } = rebalance;
      const ofSignals = closing.signals?.closed.metaModel;
      await papers.put(round.number, 'decision', {
        metaModel,
        ...(ofSignals && { signalsMetaModel: ofSignals }),
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
      const gates = await gatesOf(round.number, paper, outside);
      return {
        commitment,
        opening,
        optimizer: { ...report, contributionFallbacks: 0, contributionSolves: 0, worstResidual: 0 },
        ...payoutFactors(config, round, models, stakes),
        entries: closedEntries({
          number: round.number,
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
          ...(closing.signals !== null && { [neutralizersKey(round.number)]: closing.signals.manifest }),
          ...(gates !== null && { [gatesKey(round.number)]: gates }),
        },
      };
    },

    async score(round, day) {
      const { number, optimizer } = round;
      const paper = await papers.getDay(number, day);
      if (paper === null) return missing(`What the market did on day ${day}`);
      if (isMissing(paper)) return { missing: paper.missing };
      const scored = await solvedRound(number);
      if (scored === null) return missing('What it was closed with');
      const { scores, models, late, closed, hasSignals } = scored;
      const { targets, returns } = paper;
      const [values, cohorts, report] = await forgetful(number, () =>
        Promise.all([
          scores.score(targets, returns),
          scores.cohorts(targets, day === round.horizonDays ? returns : undefined),
          scores.report,
        ]),
      );
      const byColumn = round.columns.map(({ key }) => values.get(key));
      return {
        scores: models.flatMap((model, index) =>
          model === null
            ? []
            : [
                {
                  round: number,
                  model: model.id,
                  day,
                  values: byColumn.map((column) => column?.[index] ?? Number.NaN),
                },
              ],
        ),
        entries:
          day > 1 || late.length === 0
            ? []
            : closedEntries({
                number,
                models: late.map(({ model }) => model),
                predictions: fromColumns(lateInKit(late, closed).map((each) => each.values)),
                metaModel: closed.metaModel,
                atRisk: late.map(() => amountOf(0n)),
                hashes: late.map(({ hash }) => hash),
                late: true,
              }),
        optimizer:
          optimizer === null
            ? null
            : {
                ...optimizer,
                contributionSolves: report.solves,
                contributionFallbacks: report.fallbacks,
                worstResidual: Math.max(
                  report.worstResidual,
                  optimizer.primalResidual,
                  optimizer.dualResidual,
                  optimizer.gap,
                ),
              },
        documents: {
          [cohortsKey(number)]: cohortScores({ round: number, day, columns: round.columns, values, cohorts }),
          ...(isReported(day, round) && hasSignals
            ? {
                [signalReportsKey(number)]: await forgetful(number, () =>
                  scores.signalReports(reportedTargets(day, round, paper.targets)),
                ),
              }
            : {}),
        },
      };
    },

    async finish({ number, horizonDays }) {
      const [scored, paper] = [await solvedRound(number), await papers.getDay(number, horizonDays)];
      if (scored === null || paper === null || isMissing(paper))
        throw new Error(`the papers of round ${number} are gone`);
      const { scores, models, closed } = scored;
      const publication = await forgetful(number, () => scores.publish(paper.targets, paper.returns));
      await input.publish(number, publication);
      const { evidenceHash, kits } = publication;
      const names = Object.fromEntries(models.flatMap((model) => (model === null ? [] : [[model.id, model.name]])));
      return { salt: closed.salt, receipts: { evidenceHash, kits, names } };
    },

    async finished({ number, horizonDays }) {
      release(number);
      await papers.discard(number, horizonDays);
    },

    policy: async ({ number }) => (await configOf(number)).payoutPolicy,
    signalsPolicy: async ({ number }) => (await configOf(number)).signals?.payoutPolicy ?? null,
    releasePolicy: async ({ number }) => releasePolicyOf(await configOf(number)),

    beforeResolution(book, { round, totalPayout }) {
      const { refill } = input;
      if (refill === null || balance(book.journal, TREASURY) >= totalPayout) return;
      book.post({
        idempotencyKey: `treasury:${round}`,
        command: { kind: 'treasury_deposit', amount: amountOf(amount(refill) + totalPayout) },
      });
    },
  };
}

/** A kit holds each name once: who came late and bears a name by now that another model had at the close has its number behind it. */
function calledApart(
  late: readonly SubmittedPredictions[],
  closed: readonly ModelRecord[],
): readonly SubmittedPredictions[] {
  const taken = new Set(closed.map(({ name }) => name));
  return late.map((each) => {
    const { id, name } = each.model;
    return taken.has(name) ? { ...each, model: { ...each.model, name: `${name} ${id}` } } : each;
  });
}

/** The record of a round that opens at a moment. */
export function openedNow({ record, openSeconds }: OpeningPaper, at: Date): RoundRecord {
  if (openSeconds === null) return record;
  return {
    ...record,
    opensAt: isoSecond(at),
    closesAt: isoSecond(new Date(at.getTime() + openSeconds * 1000)),
  };
}

/** The operator's own models, then those with an account. */
function withColumns({ rows, columns, data }: Matrix, outside: readonly SubmittedPredictions[]): Matrix {
  return fromColumns(
    [
      ...Array.from({ length: columns }, (_, j) => data.subarray(j * rows, (j + 1) * rows)),
      ...outside.map(({ values }) => values),
    ],
    rows,
  );
}
