import type { Incident } from '@robata/market';

/**
 * What was restated of these days (ISO), as the record of a round that is scored again says it: the worst of their incidents, the first of several,
 * without what was decided. Days that are not the round's have no word in it.
 */
export function restatedSentence(incidents: readonly Incident[], days: ReadonlySet<string>): string {
  const ofDays = incidents.filter(({ day }) => day !== null && days.has(day));
  const [first] = ['error', 'warning', 'info'].flatMap(
    (severity) => ofDays.find((each) => each.severity === severity) ?? [],
  );
  if (first === undefined) return 'Rows that were used were restated.';
  const more = ofDays.length === 1 ? '' : ` (and ${ofDays.length - 1} more)`;
  return `${first.message.slice(0, Math.max(0, first.message.lastIndexOf('; ')))}${more}.`;
}
