import type { RuleField, RuleValue } from '@robata/client';
import { formatNumber } from '../format/formatNumber.ts';

const WORDS: Readonly<Record<string, string>> = {
  after_factor: 'after the factor',
  before_factor: 'before the factor',
  'last-active-round': 'with the last round that counts it',
  'after-neutralizing': 'no position: the middle rank after neutralizing',
  'before-neutralizing': 'the middle rank before neutralizing',
  proportional: 'in proportion to the stakes',
  own: 'each participant its own',
  ranks: 'everybody’s ranks',
  values: 'everybody’s values',
  true: 'yes',
  false: 'no',
};

/** The value of a rule as people read it, without its unit. A number that counts nothing, as a seed, is not grouped. */
export function formatRule(value: RuleValue, isCounted = true): string {
  if (value === null) return 'none';
  if (typeof value === 'number') return isCounted && Number.isInteger(value) ? formatNumber(value) : String(value);
  const text = String(value);
  if (/^\d{4,}$/.test(text)) return formatNumber(Number(text));
  return WORDS[text] ?? text;
}

/** With its unit, where it has a value. */
export const formatWithUnit = (value: RuleValue, { unit }: Pick<RuleField, 'unit'>): string =>
  `${formatRule(value, unit !== undefined)}${unit === undefined || value === null ? '' : ` ${unit}`}`;
