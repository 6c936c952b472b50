import type { TournamentConfig } from '@robata/tournament';
import type { FundProgramme } from './funds/fundProgramme.ts';

/** What is to be played. The same settings over the same prices give the same digest, whatever the number of threads. */
export interface SeasonSettings {
  readonly config: TournamentConfig;
  readonly seed: number;
  /** The secret behind ids, feature names and salts; absent: it follows from the seed, which hides nothing from who knows that. */
  readonly key?: string;
  /** Participants; the meta model's own row is extra. */
  readonly models: number;
  /** Era dates of the rounds, ISO, both included; null: from the first era that has enough training behind it, to the last one. */
  readonly from: string | null;
  readonly to: string | null;
  /** At most so many rounds; null: as many as there are. */
  readonly rounds: number | null;
  /** What the fund's products are; absent: `fiveProducts`; null: none. */
  readonly funds?: FundProgramme | null;
  /** Participants with their own data, where the configuration has a Signals part; absent: none. */
  readonly signals?: number;
  /** Eras to learn from before the first round; absent: 26, which the classic participants need. */
  readonly trainingEras?: number;
}

/** Eras between the last training era and the live one, so that every training target was known: by horizon in days. */
export interface Embargo {
  readonly days20: number;
  readonly days60: number;
}

/** 20D2L needs 22 trading days and 60D2L 62 (finance-defaults §10.3). */
export const EMBARGO: Readonly<Record<'weekly' | 'daily', Embargo>> = {
  weekly: { days20: 6, days60: 14 },
  daily: { days20: 24, days60: 64 },
};

export const TRAINING_ERAS = 26;

/** The first position at which a round can be played. */
export const firstRoundPosition = (schedule: 'weekly' | 'daily', trainingEras = TRAINING_ERAS): number =>
  trainingEras === 0 ? 0 : EMBARGO[schedule].days20 + (schedule === 'weekly' ? trainingEras : 5 * trainingEras) - 1;
