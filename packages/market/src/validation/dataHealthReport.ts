import { logReturns } from '../logReturns.ts';
import type { Incident, MarketPanel } from '../panel.ts';
import type { Finding, Rule } from './rule.ts';
import { badTicks } from './rules/badTicks.ts';
import { doubtfulFactors } from './rules/doubtfulFactors.ts';
import { funds } from './rules/funds.ts';
import { gaps } from './rules/gaps.ts';
import { impossibleRanges } from './rules/impossibleRanges.ts';
import { missingDays } from './rules/missingDays.ts';
import { missingVolume } from './rules/missingVolume.ts';
import { pennyPrices } from './rules/pennyPrices.ts';
import { shareClasses } from './rules/shareClasses.ts';
import { sharesJumps } from './rules/sharesJumps.ts';
import { spinOffs } from './rules/spinOffs.ts';
import { staleDays } from './rules/staleDays.ts';
import { stalePrices } from './rules/stalePrices.ts';
import { thinDays } from './rules/thinDays.ts';
import { vanishedTickers } from './rules/vanishedTickers.ts';

const RULES: readonly Rule[] = [
  missingDays,
  thinDays,
  staleDays,
  missingVolume,
  gaps,
  pennyPrices,
  impossibleRanges,
  stalePrices,
  badTicks,
  doubtfulFactors,
  spinOffs,
  sharesJumps,
  shareClasses,
  funds,
  vanishedTickers,
];

/** The rules that act while a table is read and laid out; their findings come as incidents. */
const BUILD_RULES: Readonly<Record<string, string>> = {
  duplicate_row: 'rows of one ticker and date that say the same: one is kept',
  impossible_price: 'open, high or low not positive: missing',
  negative_volume: 'volume below zero: missing',
  impossible_shares: 'shares outstanding not positive: missing',
  reused_symbol: 'a symbol that comes back after more than 20 missing days: a new security',
  renamed_company: 'the same name under a ticker that starts at most 5 days after another ends: one security',
  misplaced_decimal: 'a close a power of ten off the rows before and after it, which agree: the row is missing',
  unadjusted_split: 'a log return over .35 without a factor, explained by shares outstanding: repaired where certain',
  unmatched_fundamental: 'a report of no security of the panel: not used',
  unmatched_short_interest: 'short interest of no security of the panel: not used',
};

export interface DataHealthReport {
  readonly securities: number;
  readonly from: string;
  readonly to: string;
  readonly tradingDays: number;
  readonly rows: number;
  /** One per rule, those without a finding too. */
  readonly findings: readonly Finding[];
  /** All incidents, worst first, then in the order of the rules. */
  readonly incidents: readonly Incident[];
}

const SEVERITIES = ['error', 'warning', 'info'] as const;

/**
 * What is wrong or strange with the data, by rule, with thresholds as in `thresholds.ts`. Changes nothing.
 * @param buildIncidents what `buildPanel` returned beside the panel
 */
export function dataHealthReport(panel: MarketPanel, buildIncidents: readonly Incident[] = []): DataHealthReport {
  const context = { panel, returns: logReturns(panel) };
  const others = new Set(buildIncidents.map(({ rule }) => rule).filter((rule) => !(rule in BUILD_RULES)));
  const built = [...Object.entries(BUILD_RULES), ...[...others].map((rule) => [rule, rule] as const)].map(
    ([rule, description]): Finding => {
      const incidents = buildIncidents.filter((incident) => incident.rule === rule);
      const rows = incidents.reduce((sum, incident) => sum + incident.rows, 0);
      return { rule, description, counts: { incidents: incidents.length, rows }, incidents };
    },
  );
  const findings = [...built, ...RULES.map((rule) => rule(context))];
  const incidents = findings.flatMap((finding) => finding.incidents);
  return {
    securities: panel.securities.length,
    from: panel.days[0] ?? '',
    to: panel.days.at(-1) ?? '',
    tradingDays: panel.days.length,
    rows: countRows(panel),
    findings,
    incidents: SEVERITIES.flatMap((severity) => incidents.filter((incident) => incident.severity === severity)),
  };
}

function countRows({ securities, days, stride, close }: MarketPanel): number {
  let rows = 0;
  for (let security = 0; security < securities.length; security++) {
    for (let day = 0; day < days.length; day++) rows += Number(!Number.isNaN(close[security * stride + day] as number));
  }
  return rows;
}
