/** How a data folder goes on by itself: kept in it as the document `mode`, so that a later start or serve continues. */
export interface DemonstrationMode {
  readonly kind: 'demonstration';
  readonly universe: number;
  readonly rounds: number;
  readonly models: number;
  readonly seed: number;
  readonly startDate: string;
  /** Real seconds per trading day once it is live. */
  readonly daySeconds: number;
}

export const MODE_DOCUMENT = 'mode';

export const DEFAULT_DEMONSTRATION: DemonstrationMode = {
  kind: 'demonstration',
  universe: 500,
  rounds: 104,
  models: 20,
  seed: 2022,
  startDate: '2022-01-03',
  daySeconds: 15,
};
