/**
 * What pages and programs are shown. Plain JSON: token amounts are decimal strings, undefined scores are null.
 */
import type { FundSummary } from '@robata/fund';
import type { TournamentName } from '../accounts/accountRecords.ts';
import type { OptimizerReport, RoundRecord, ScoreColumn } from '../records.ts';
import type { Rescore } from '../rounds/engine/rescore.ts';
import type { ClosedMarketsDay } from './closedMarkets.ts';

export type { FundSummary } from '@robata/fund';

export interface LeaderboardRow {
  readonly rank: number;
  readonly id: number;
  readonly model: string;
  readonly kind: string;
  readonly account: string;
  /** A benchmark, or the meta model itself. */
  readonly marked: boolean;
  /** Resolved rounds that the means are taken over. */
  readonly rounds: number;
  readonly corr: number | null;
  readonly mmc: number | null;
  readonly fnc: number | null;
  /** The paid kind: gradient. */
  readonly tc: number | null;
  /** Newey-West. */
  readonly tcStandardError: number | null;
  /** From zero holdings, without turnover limit and costs. */
  readonly tcLeaveOneOut: number | null;
  /** From the portfolio actually held. */
  readonly tcLeaveOneOutHeld: number | null;
  readonly tcLeaveOneOutStandardError: number | null;
  readonly tcLeaveOneOutHeldStandardError: number | null;
  readonly corrStandardError: number | null;
  readonly corrSharpe: number | null;
  readonly metaModelCorrelation: number | null;
  /** Tokens staked now. */
  readonly stake: string;
  /** Tokens paid (positive) or burned (negative) so far. */
  readonly payout: string;
  /** Compounded payout / at risk over the resolved rounds. */
  readonly return: number | null;
  /** Means of what Signals models alone are scored by; missing where there is no such score. */
  readonly signals?: SignalsMeans;
}

export interface SignalsMeans {
  readonly alpha: number | null;
  /** Newey-West. */
  readonly alphaStandardError: number | null;
  readonly mpc: number | null;
  /** Filled after neutralizing: of what entered the meta model. */
  readonly corrFilled: number | null;
  readonly coveredCorr: number | null;
  /** The pipeline of 2022. */
  readonly corrSignals: number | null;
  readonly fncV4: number | null;
  readonly ic: number | null;
  readonly ric: number | null;
  readonly mmcSignals: number | null;
}

export interface ModelRoundRow {
  readonly round: number;
  readonly eraDay: string;
  readonly state: RoundRecord['state'];
  readonly day: number;
  /** By column key, on the last day posted. */
  readonly scores: Readonly<Record<string, number | null>>;
  readonly atRisk: string;
  readonly payout: string | null;
  readonly metaModelCorrelation: number | null;
  readonly submissionHash: string | null;
}

export interface ModelPage {
  readonly row: LeaderboardRow;
  readonly tournament: TournamentName;
  readonly description: string;
  readonly columns: readonly ScoreColumn[];
  /** Newest first. */
  readonly rounds: readonly ModelRoundRow[];
  /** Day by day, of the open rounds and the last resolved ones: newest round first, days ascending. */
  readonly daily: readonly {
    readonly round: number;
    readonly days: readonly {
      readonly day: number;
      readonly scores: Readonly<Record<string, number | null>>;
      /** Market codes of the exchanges that were closed on the day. */
      readonly closedMarkets: readonly string[];
    }[];
  }[];
}

export interface RoundEntryRow {
  readonly model: string;
  readonly kind: string;
  readonly marked: boolean;
  /** Missing: classic. */
  readonly tournament?: 'signals';
  readonly scores: Readonly<Record<string, number | null>>;
  readonly atRisk: string;
  readonly payout: string | null;
  readonly metaModelCorrelation: number | null;
}

/** How unequally stakes are held. Shares from 0 to 1; all 0 where nobody has a stake. */
export interface StakeConcentration {
  /** How many hold more than nothing. */
  readonly stakes: number;
  readonly total: string;
  /** Of the largest 1, 10 and 50. */
  readonly top1: number;
  readonly top10: number;
  readonly top50: number;
  /** Σ share²: 1 for one holder, 1/n for n equal ones. */
  readonly herfindahl: number;
  /** So many equal stakes would be as concentrated. */
  readonly effectiveNumber: number;
}

/** For how many more rounds a treasury pays. */
export interface RunwayFigures {
  readonly status: 'lasts' | 'never_runs_dry' | 'unknown';
  /** Whole ones; null where it does not run dry, or nobody knows. */
  readonly rounds: number | null;
  readonly perRound: string | null;
  readonly sentence: string;
}

export interface TreasuryPage {
  /** Treasury and escrows: what may still be paid out. */
  readonly balance: string;
  readonly treasury: string;
  readonly escrow: string;
  /** By everybody, now. */
  readonly staked: string;
  /** By which the next round pays at most. */
  readonly policy: string;
  /** At the mean of the last rounds. */
  readonly atCurrentRate: RunwayFigures;
  /** If every stake earned the limit. */
  readonly atWorstCase: RunwayFigures;
  /** How the stakes are held: by models, and by the accounts behind them. */
  readonly models: StakeConcentration;
  readonly accounts: StakeConcentration;
}

export interface RoundPage {
  readonly round: RoundRecord;
  readonly entries: readonly RoundEntryRow[];
  readonly metaModel: RoundEntryRow | null;
  /** Of a joint round with signals in it. */
  readonly signalsMetaModel: RoundEntryRow | null;
  readonly totalAtRisk: string;
  /** How what is at risk is held: by models, and by the accounts behind them. */
  readonly concentration: { readonly models: StakeConcentration; readonly accounts: StakeConcentration };
  /** Whether the round's contribution kit can be downloaded. */
  readonly kit: boolean;
  /** Newest first. */
  readonly incidents: readonly string[];
  /** Those of them that say why a step was put off. */
  readonly postponements: readonly string[];
  /** Why its next step has been put off, in a sentence; null where nothing keeps it. */
  readonly waitsFor: string | null;
  /** Times that its scores were computed again from corrected data, in their order, with what they were and are. */
  readonly rescores: readonly Rescore[];
  /** Scored days on which a market of its stocks was closed. */
  readonly closedMarkets: readonly ClosedMarketsDay[];
}

export interface RoundSummary {
  readonly number: number;
  readonly eraDay: string;
  readonly state: RoundRecord['state'];
  readonly scoredDays: number;
  readonly horizonDays: number;
  readonly opensAt: string;
  readonly closesAt: string;
  readonly stocks: number;
  readonly metaModelCorr: number | null;
  readonly optimizer: OptimizerReport | null;
}

/** What a season in progress says of itself. */
export interface Progress {
  readonly stage: string;
  /** 0…1 of the whole season. */
  readonly fraction: number;
  readonly day: string | null;
  readonly message: string;
  readonly state: 'preparing' | 'season' | 'live' | 'finished' | 'failed';
  /** Real seconds per trading day when live. */
  readonly daySeconds: number | null;
}

export interface Overview {
  readonly title: string;
  readonly market: string;
  /** Sentences that a visitor must read: generated market, planted edge, a fund that earns nothing. */
  readonly notices: readonly string[];
  readonly progress: Progress;
  readonly rounds: { readonly total: number; readonly resolved: number; readonly current: RoundSummary | null };
  readonly models: number;
  readonly staked: string;
  readonly paid: string;
  readonly burned: string;
  readonly incidents: number;
  readonly metaModel: {
    readonly corr: number | null;
    /** Newey-West. */
    readonly corrStandardError: number | null;
    readonly sharpe: number | null;
  };
  readonly fund: FundSummary | null;
  /** The fund is for investors, and whoever asked is none: `fund` and `fundDays` are left out. */
  readonly isFundHidden?: boolean;
  readonly fundDays: readonly { readonly day: string; readonly nav: number }[];
}
