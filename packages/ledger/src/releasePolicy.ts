import type { RoundId } from './accounts.ts';

/** Where a payout goes: into the stake, or into the wallet of the model's owner. What holds at a round's snapshot holds for that round. */
export type PayoutMode = 'compound' | 'take_profit';

/** When what is taken out of a stake arrives: versioned data, named by each command, so that a journal replays by itself. */
export interface ReleasePolicy {
  readonly id: string;
  readonly version: number;
  /**
   * last_active_round: each part waits for the last active round that counted it, and what none counts leaves at once.
   * calendar_2022: all of it waits for the current round where that is not closed yet, else for the next one, whatever was counted.
   */
  readonly waitsFor: 'last_active_round' | 'calendar_2022';
  /** When what exceeds the maximum open loss (`beyondOpenLoss`) leaves earlier than that. */
  readonly progressive: 'never' | 'at_resolution' | 'at_once';
}

/** The rounds of the calendar at the moment of a command. The close of `current` is its snapshot, in the order of the journal. */
export interface ReleaseCalendar {
  readonly current: RoundId;
  readonly next: RoundId;
}

export interface ReleaseTerms {
  readonly policy: ReleasePolicy;
  /** Only for a policy that waits by the calendar. */
  readonly calendar?: ReleaseCalendar;
}

export const RELEASE_POLICIES = {
  /** Our default: nothing waits longer than it can burn, and what no loss can reach does not wait at all. */
  'robata-release-1': {
    id: 'robata-release-1',
    version: 1,
    waitsFor: 'last_active_round',
    progressive: 'at_once',
  },
  'last-active-round': {
    id: 'last-active-round',
    version: 1,
    waitsFor: 'last_active_round',
    progressive: 'never',
  },
  /** The rule of 2022: about four weeks before the deadline, five after it. */
  'calendar-2022': {
    id: 'calendar-2022',
    version: 1,
    waitsFor: 'calendar_2022',
    progressive: 'never',
  },
} as const satisfies Record<string, ReleasePolicy>;
