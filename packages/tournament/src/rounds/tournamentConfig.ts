import {
  PAYOUT_POLICIES,
  type PayoutPolicy,
  RELEASE_POLICIES,
  type ReleasePolicy,
  type StakeWeighting,
} from '@robata/ledger';
import { DEFAULT_DRAWS, defaultOptimizerSettings, type OptimizerSettings } from '@robata/portfolio';
import type { KitPublication } from '../receipts/roundReceipts.ts';
import type { ScoreColumn } from '../records.ts';
import type { SignalsConfig } from './signals/signalsConfig.ts';

/** Everything an operator may tune, as one versioned value. A change applies to rounds that are not open yet. */
export interface TournamentConfig {
  readonly id: 'classic';
  readonly version: number;
  readonly schedule: 'weekly' | 'daily';
  readonly universeSize: number;
  readonly horizonDays: number;
  readonly lagDays: number;
  readonly columns: readonly ScoreColumn[];
  readonly payoutPolicy: PayoutPolicy;
  /** How stakes weigh the meta model; left out: in proportion. What is paid and burned stays in proportion to the stake. */
  readonly weighting?: StakeWeighting;
  /** When what is taken out of a stake arrives; left out: with the last active round that counted it. */
  readonly releasePolicy?: ReleasePolicy;
  readonly optimizer: OptimizerSettings;
  /** Whether the direction of the meta model's own alpha is one more factor of the risk model. */
  readonly alphaFactor: boolean;
  readonly contribution: ContributionSettings;
  /** Whose predictions are published when a round has resolved; left out: each participant gets its own. */
  readonly kits?: KitPublication;
  /** Participants with their own data, by ticker, in the same rounds; left out: there is no such part. */
  readonly signals?: SignalsConfig;
}

/** The configuration's, or `last-active-round` where it names none. */
export const releasePolicyOf = ({ releasePolicy }: Pick<TournamentConfig, 'releasePolicy'>): ReleasePolicy =>
  releasePolicy ?? RELEASE_POLICIES['last-active-round'];

export interface ContributionSettings {
  /** The share at which a model is put into the meta model by leave-one-out: the fireside chat's 1 %. */
  readonly stakeFraction: number;
  /** Stake dropout of the gradient kind. */
  readonly draws: number;
  readonly dropout: number;
  readonly seed: number;
}

export const SCORE_COLUMNS: readonly ScoreColumn[] = [
  { key: 'corr', definitionId: 'corr20v2', target: 'janet_20' },
  { key: 'mmc', definitionId: 'mmc@2024', target: 'janet_20' },
  { key: 'fnc', definitionId: 'fnc@tools-0.6', target: 'janet_20' },
  { key: 'tc', definitionId: 'tc-gradient', target: null },
  { key: 'tcLeaveOneOut', definitionId: 'tc-leave-one-out-zero', target: null },
  { key: 'tcLeaveOneOutHeld', definitionId: 'tc-leave-one-out-held', target: null },
  { key: 'corrNomi', definitionId: 'corr20v2', target: 'nomi_20' },
];

/** Our own default: pays corr20v2 on after-rank janet_20 and the gradient TC, and shows the other scores beside them. */
export const robata1: TournamentConfig = {
  id: 'classic',
  version: 1,
  schedule: 'weekly',
  universeSize: 2000,
  horizonDays: 20,
  lagDays: 2,
  columns: SCORE_COLUMNS,
  payoutPolicy: PAYOUT_POLICIES['robata-1'],
  optimizer: defaultOptimizerSettings,
  alphaFactor: true,
  contribution: { stakeFraction: 0.01, ...DEFAULT_DRAWS },
};
