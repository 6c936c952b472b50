import { kindOf } from '../terms/kinds.ts';
import type { BoardRow } from './boardRow.ts';

/** Words of a filter that compare a number, by what people call it. */
const NUMBERS: Readonly<Record<string, (row: BoardRow) => number | null>> = {
  rank: ({ rank }) => rank,
  corr: ({ corr }) => corr,
  mmc: ({ mmc }) => mmc,
  fnc: ({ fnc }) => fnc,
  tc: ({ tc }) => tc,
  reputation: ({ corrReputation }) => corrReputation,
  sharpe: ({ corrSharpe }) => corrSharpe,
  churn: ({ gate }) => gate?.churn ?? null,
  turnover: ({ gate }) => gate?.turnover ?? null,
  cwmm: ({ metaModelCorrelation }) => metaModelCorrelation,
  stake: ({ stake }) => Number(stake),
  payout: ({ payout }) => Number(payout),
  return: (row) => row.return,
  rounds: ({ rounds }) => rounds,
  models: ({ models }) => models,
};

const COMPARISON = /^([a-z]+)(<=|>=|<|>|=)(-?\d*\.?\d+)$/;

/**
 * A filter as it is typed: words that have to be in a model's name, account or kind, and comparisons as `tc>0.001` or `stake>=100`. All have to hold;
 * a row without the number does not. What is half typed (`tc>`) is not taken for a name.
 */
export function boardFilter(text: string): (row: BoardRow) => boolean {
  const tests = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && !/^[a-z]+[<>=]+-?\.?$/.test(word))
    .map(testOf);
  return (row) => tests.every((test) => test(row));
}

function testOf(word: string): (row: BoardRow) => boolean {
  const [, name = '', sign, limit] = COMPARISON.exec(word) ?? [];
  const number = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (number !== undefined) {
    return (row) => {
      const value = number(row);
      return value !== null && holds(value, sign as string, Number(limit));
    };
  }
  return ({ model, account, kind }) =>
    model.toLowerCase().includes(word) || account.toLowerCase().includes(word) || kindOf(kind).label.includes(word);
}

function holds(value: number, sign: string, limit: number): boolean {
  switch (sign) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    default:
      return value === limit;
  }
}
