import type { RuleField, Rules } from '@robata/client';

const SCALE = /^(?:signals\.)?payout\..+\.scale$/;

/** Whether a rule says anything in this version: not the scale of what is not paid, nor what the chosen weights do not use. */
export function isRead({ name }: Pick<RuleField, 'name'>, rules: Rules): boolean {
  if (SCALE.test(name)) return rules[name.replace(/\.scale$/, '.multiplier')] !== '0';
  return !(name.startsWith('weighting.') && rules[name] === null);
}
