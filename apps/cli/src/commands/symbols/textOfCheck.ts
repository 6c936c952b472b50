import type { CoverageAlarm, Explanation } from '@robata/market';
import { textTable } from '../../textTable.ts';

export interface Check {
  readonly map: string;
  readonly date: string;
  readonly alarms: readonly CoverageAlarm[];
  readonly unusedOverrides: readonly string[];
  /** Rows of the map that could not be used, or that contradict each other. */
  readonly mapErrors: number;
  readonly explanation: Explanation;
  /** Matched rows too. */
  readonly all: boolean;
}

/** The answer for people: what is wrong as a whole, the rows, the totals. */
export function textOfCheck({ map, date, alarms, unusedOverrides, mapErrors, explanation, all }: Check): string {
  const { headerProblem, rows, totals, matchedBy } = explanation;
  const shown = all ? rows : rows.filter(({ status }) => status !== 'matched');
  const warnings = [
    ...(headerProblem === null ? [] : [headerProblem]),
    ...alarms.map(({ sentence }) => sentence),
    ...unusedOverrides,
    ...(mapErrors > 0 ? [`${mapErrors} rows of ${map} cannot be used or contradict each other.`] : []),
  ];
  const answers = shown.map(({ row, symbol, status, sentence }) => [`row ${row}`, symbol, status, sentence]);
  const by = Object.entries(matchedBy).map(([scheme, count]) => `${count} by ${scheme}`);
  const counts = Object.entries(totals).flatMap(([status, count]) => (count > 0 ? [`${count} ${status}`] : []));
  const matched = by.length === 0 ? '' : ` Matched ${by.join(', ')}.`;
  return [
    ...warnings,
    ...(answers.length === 0 ? [] : [textTable(answers)]),
    `${rows.length} rows on ${date}: ${counts.join(', ')}.${matched}`,
  ].join('\n');
}
