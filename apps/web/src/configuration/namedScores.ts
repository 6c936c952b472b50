import type { RuleField } from '@robata/client';

export interface NamedScore {
  readonly key: string;
  readonly name: string;
  readonly definition: string;
}

/**
 * The scores of a round, out of the text of their rule (`corr: corr20v2 on janet_20, tc: tc-gradient`), each with the name under which it is paid; a score without
 * such a rule keeps its key. An empty text has none.
 */
export function namedScores(text: string, fields: readonly Pick<RuleField, 'name' | 'title'>[]): readonly NamedScore[] {
  return text.split(', ').flatMap((each) => {
    const [key, definition] = each.split(': ');
    if (key === undefined || definition === undefined) return [];
    const paid = fields.find(({ name }) => name.endsWith(`payout.${key}.multiplier`));
    return [{ key, name: paid?.title.replace(/, paid$/, '') ?? key, definition }];
  });
}
