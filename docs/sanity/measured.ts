/** What was found: a figure under each key. Percentages are fractions, volatilities and returns are per year. */
export type Measured = Record<string, number>;

/** What is measured, and over which part of the panel. */
export interface Scope {
  /** Names in the universe. */
  readonly universe: number;
  /** Era dates of scored eras and rounds, ISO, both included. */
  readonly from: string;
  readonly to: string;
  /** The era date after which nothing is read; null: the panel's end. */
  readonly until: string | null;
}

/** Finance-defaults §5 to §7: 186 weekly eras. */
export const FULL_SCOPE: Scope = { universe: 2000, from: '2022-12-30', to: '2026-07-17', until: null };

export const PARTS = ['features', 'risk', 'books'] as const;
export type Part = (typeof PARTS)[number];

export type Findings = Partial<Record<Part, Measured>>;
