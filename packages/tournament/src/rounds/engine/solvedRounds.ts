import type { ModelRecord } from '../../records.ts';
import { isSignals } from '../ledgerRound.ts';
import type { RoundScores, ScoringService } from '../scoringService.ts';
import { lateInKit, lateOf, withLateSignals } from '../signals/lateSignals.ts';
import { withUnstaked } from '../withUnstaked.ts';
import { membersOf } from './closingDocuments.ts';
import type { ClosedPaper, RoundPapers } from './papers.ts';
import type { RoundParticipants, SubmittedPredictions } from './roundParticipants.ts';

export interface SolvedRoundsInput {
  readonly papers: RoundPapers;
  readonly participants: RoundParticipants;
  readonly scoring: ScoringService;
  /** The row of the meta model among the scores. */
  readonly metaModel: () => Promise<ModelRecord>;
  /** That of the Signals meta model. Default: there is none, and its scores are not kept. */
  readonly signalsMetaModel?: () => Promise<ModelRecord | null>;
}

/** A round that this process scores: its portfolio problem is solved once, then a day costs a few products. */
export interface SolvedRound {
  readonly scores: RoundScores;
  /** In the order of the scores; null: a row that nobody keeps. */
  readonly models: readonly (ModelRecord | null)[];
  readonly late: readonly SubmittedPredictions[];
  readonly closed: ClosedPaper;
  /** Whether somebody is in its Signals part, in time or late. */
  readonly hasSignals: boolean;
}

export interface SolvedRounds {
  /** Null while the round is not closed. */
  get(round: number): Promise<SolvedRound | null>;
  /** Does the work with the round's scores. A failure may be that of a thread that took the round along: the next attempt solves it again. */
  attempt<T>(round: number, work: () => Promise<T>): Promise<T>;
  release(round: number): void;
}

/** Rounds that a process keeps solved; another one is solved again when it is asked for. */
const KEPT_ROUNDS = 8;

/** The rounds that a process has solved, of which it keeps the last few. */
export function solvedRounds(input: SolvedRoundsInput): SolvedRounds {
  const solved = new Map<number, Promise<SolvedRound>>();

  const release = (round: number): void => {
    const kept = solved.get(round);
    solved.delete(round);
    kept?.then(({ scores }) => scores.release()).catch(() => undefined);
  };

  return {
    async get(round) {
      const kept = solved.get(round);
      if (kept !== undefined) return kept;
      const closed = await input.papers.get(round, 'closed');
      if (closed === null) return null;
      const oldest = solved.keys().next();
      if (solved.size >= KEPT_ROUNDS && oldest.done !== true) release(oldest.value);
      const begun = solve(round, closed, input);
      solved.set(round, begun);
      begun.catch(() => solved.delete(round));
      return begun;
    },

    async attempt(round, work) {
      try {
        return await work();
      } catch (error) {
        solved.delete(round);
        throw error;
      }
    },

    release,
  };
}

async function solve(
  round: number,
  closed: ClosedPaper,
  { participants, scoring, metaModel: rowOfMetaModel, signalsMetaModel }: SolvedRoundsInput,
): Promise<SolvedRound> {
  const { config, kit, metaModel, neutralBins, models } = closed;
  const late = calledApart(lateOf(await participants.late(round), closed), models);
  const { columns, contribution, kits } = config;
  const signals = withLateSignals(closed, late);
  const everybody = [...models, ...late.map(({ model }) => model)];
  const scores = scoring.close({
    kit: withUnstaked(kit, lateInKit(late, closed)),
    metaModel,
    neutralBins,
    columns,
    contribution,
    round,
    members: membersOf(closed),
    ...(kits !== undefined && { kits }),
    ...(signals !== undefined && {
      signals: {
        closed: signals,
        columns: config.signals?.columns ?? [],
        models: everybody.filter(isSignals).map(({ id }) => id),
      },
    }),
  });
  // Where all of them came late there is no Signals meta model: its row is not kept.
  const ofSignals = signals?.metaModel == null ? null : ((await signalsMetaModel?.()) ?? null);
  const own = signals === undefined ? [] : [ofSignals];
  return {
    scores,
    models: [...everybody, ...own, await rowOfMetaModel()],
    late,
    closed,
    hasSignals: signals !== undefined,
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
