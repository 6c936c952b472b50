import type { RankRelation } from '@robata/client';
import { CERTAIN } from './inStandardErrors.ts';

/** What a rank correlation says, in a sentence. */
export function relationSentence({ correlation, standardError }: RankRelation, of: string, on: string): string {
  if (Math.abs(correlation) <= CERTAIN * standardError) {
    return `It cannot be told from none: ${of} says nothing certain of ${on}.`;
  }
  if (correlation < 0) return `The order turns round: who was good in ${of} was worse in ${on}.`;
  return correlation > 0.7
    ? `The order holds: who was good in ${of} was good in ${on}.`
    : `There is something in it: ${of} says a part of ${on}.`;
}
