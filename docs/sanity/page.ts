import { ALPHA_BOOK, type Expectation, PLAIN_BOOK, ROSTER_FREE } from './expectations.ts';
import type { Findings } from './measured.ts';
import { ALPHA_VOLATILITY, INTRODUCTION, REMARKS, RIDGE_SCALE, TC_SCALE } from './remarks.ts';
import { written } from './written.ts';

/** The page, from what was found. */
export function page(findings: Findings): string {
  return `${[
    '# Sanity: the real panel against finance-defaults §9',
    INTRODUCTION,
    verdict(findings),
    '## What does not depend on the participants',
    expectations(findings, ROSTER_FREE),
    RIDGE_SCALE,
    ridges(findings),
    ridgeYears(findings),
    '## The book without the alpha factor, γ = .1 n',
    expectations(findings, PLAIN_BOOK),
    '## The book with the alpha factor, γ = .05 n (the default)',
    expectations(findings, ALPHA_BOOK),
    '## Total or specific volatility in α',
    ALPHA_VOLATILITY,
    volatilities(findings),
    '## The scale of TC',
    TC_SCALE,
  ].join('\n\n')}\n`;
}

type Within = 'yes' | 'no' | '';

const foundOf = (findings: Findings, { part, key }: Pick<Expectation, 'part' | 'key'>): number | undefined =>
  findings[part]?.[key];

/** Ends count as within; where the reference gives no range, or nothing was measured, there is no answer. */
export function withinRange({ range }: Pick<Expectation, 'range'>, found: number | undefined): Within {
  if (range === null || found === undefined || Number.isNaN(found)) return '';
  return found >= range[0] && found <= range[1] ? 'yes' : 'no';
}

function expectations(findings: Findings, rows: readonly Expectation[]): string {
  return table(
    ['quantity', 'expected', 'found', 'within?', 'remark'],
    rows.map((row) => {
      const found = foundOf(findings, row);
      const remark = REMARKS[row.key] ?? '';
      return [row.quantity, row.expected, written(found, row.format), withinRange(row, found), remark];
    }),
  );
}

function verdict({ books }: Findings): string {
  if (books === undefined) return 'The books have not been played yet.';
  const [plain, alpha] = (['plain', 'alpha'] as const).map((book) => {
    const figure = (key: string, format: 'percent' | 'ratio') => written(books[`${book} total ${key}`], format);
    return `${figure('gross return', 'percent')} a year before costs (t ${figure('gross return t', 'ratio')}) and ${figure('net return', 'percent')} after them`;
  });
  return `**The fund does not look profitable.** Without the alpha factor the book returned ${plain}; with it ${alpha}. The meta model's CORR is positive, the money is not: that is what finance-defaults found too, and nothing here was tuned until it looked better.`;
}

function ridges({ features }: Findings): string {
  const lambdas = [0.001, 0.01, 0.1, 0.2, 1];
  const said: Record<string, string> = {
    all: '.0143 · .0147 · .0166 · — · .0207',
    medium: '— · — · .0163 · — · —',
    small: '— · — · .0216 · — · —',
  };
  return table(
    ['features', ...lambdas.map((lambda) => `λ ${lambda} n`), 'reference, same λ'],
    Object.entries(said).map(([set, reference]) => [
      set,
      ...lambdas.map((lambda) => written(features?.[`ridge ${set} ${lambda}`], 'score')),
      reference,
    ]),
  );
}

function ridgeYears({ features }: Findings): string {
  const years = [2023, 2024, 2025, 2026];
  const rows = (['all', 'medium'] as const).map((set) => [
    `${set}, λ .1 n`,
    ...years.map((year) => written(features?.[`ridge ${set} 0.1 in ${year}`], 'score')),
  ]);
  return table(['features', ...years.map(String)], [...rows, ['reference, all', '.020', '.013', '.010', '.030']]);
}

const VOLATILITY_COLUMNS = [
  ['gross', 'ratio'],
  ['names', 'count'],
  ['turnover', 'score'],
  ['predicted', 'percent'],
  ['realized', 'percent'],
  ['realized over predicted', 'ratio'],
  ['gross return', 'percent'],
  ['gross return t', 'ratio'],
  ['cost', 'percent'],
  ['net sharpe', 'ratio'],
] as const;

function volatilities({ books }: Findings): string {
  const rows = (['plain', 'alpha'] as const).flatMap((book) =>
    (['total', 'specific'] as const).map((volatility) => [
      book === 'plain' ? 'without the alpha factor' : 'with it',
      volatility,
      ...VOLATILITY_COLUMNS.map(([key, format]) => written(books?.[`${book} ${volatility} ${key}`], format)),
    ]),
  );
  return table(['book', 'σ in α', ...VOLATILITY_COLUMNS.map(([key]) => key)], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
