import type { Incident, MarketPanel } from '../panel.ts';

/** What every rule looks at: the panel and its log returns (same layout). */
export interface HealthContext {
  readonly panel: MarketPanel;
  readonly returns: Float64Array;
}

/** What one rule found. */
export interface Finding {
  readonly rule: string;
  /** The rule in one sentence, with its threshold. */
  readonly description: string;
  /** How often, by kind. */
  readonly counts: Readonly<Record<string, number>>;
  readonly incidents: readonly Incident[];
}

export type Rule = (context: HealthContext) => Finding;

/** Calls `visit` for every row (security, day, cell) that has a close, with the cell of the row before (-1: the first). */
export function forEachRow(
  panel: MarketPanel,
  visit: (row: { security: number; day: number; cell: number; before: number }) => void,
): void {
  const { securities, days, stride, close } = panel;
  const row = { security: 0, day: 0, cell: 0, before: -1 };
  for (let security = 0; security < securities.length; security++) {
    row.security = security;
    row.before = -1;
    for (let day = 0; day < days.length; day++) {
      const cell = security * stride + day;
      if (Number.isNaN(close[cell] as number)) continue;
      row.day = day;
      row.cell = cell;
      visit(row);
      row.before = cell;
    }
  }
}

/** An incident about one security on one day. */
export function incidentAt(
  panel: MarketPanel,
  { security, day }: { security: number; day: number },
  facts: Pick<Incident, 'rule' | 'severity' | 'message'> & { rows?: number },
): Incident {
  return {
    rows: 1,
    ...facts,
    security: panel.securities[security]?.id ?? null,
    day: panel.days[day] ?? null,
  };
}

/** An incident about the whole file; none if it concerns no rows. */
export function summary(facts: Pick<Incident, 'rule' | 'severity' | 'message' | 'rows'>): Incident[] {
  return facts.rows === 0 ? [] : [{ ...facts, security: null, day: null }];
}

/** USD; NaN where shares outstanding are unknown. */
export function marketValue({ close, shares }: MarketPanel, cell: number): number {
  return shares === null ? Number.NaN : (close[cell] as number) * (shares[cell] as number);
}

/** The middle value (the upper one of two); NaN of nothing. Does not change its argument. */
export function upperMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
