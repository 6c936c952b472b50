import { written } from '../sanity/written.ts';
import { type Estimate, tValue } from './statistics.ts';

/** What a question hands to the page: Markdown tables and SVG pictures, by name. */
export interface Told {
  readonly tables: Readonly<Record<string, string>>;
  readonly plots: Readonly<Record<string, string>>;
}

/** What was not measured comes out of a JSON file as null. */
export type Figure = number | null;

export const score = (value: Figure): string => written(value ?? undefined, 'score');
export const ratio = (value: Figure): string => written(value ?? undefined, 'ratio');
export const count = (value: Figure): string => written(value ?? undefined, 'count');

/** `.0012 ± .0004`. */
export const estimate = ({ mean, error }: Estimate, digits: (value: Figure) => string = score): string =>
  `${digits(mean)} ± ${digits(error)}`;

/** `.0012 (t 3.0)`. */
export const withT = (told: Estimate): string => `${score(told.mean)} (t ${tValue(told).toFixed(1).replace('-', '−')})`;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
