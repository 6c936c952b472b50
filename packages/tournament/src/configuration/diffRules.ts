import type { TournamentConfig } from '../rounds/tournamentConfig.ts';
import { type RuleField, ruleFields, type Rules, type RuleValue } from './ruleFields.ts';

/** One rule that is another one from a round on. */
export interface RuleChange {
  readonly field: Pick<RuleField, 'name' | 'group' | 'title' | 'says' | 'unit'>;
  readonly before: RuleValue;
  readonly after: RuleValue;
}

/** What changes from one configuration to the next, in the order of the fields; empty where nothing does. */
export const diffRules = (
  before: Rules,
  after: Rules,
  { columns, signals }: Pick<TournamentConfig, 'columns' | 'signals'>,
): RuleChange[] =>
  ruleFields(columns, signals)
    .filter(({ name }) => before[name] !== after[name])
    .map(({ name, group, title, says, unit }) => ({
      field: { name, group, title, says, ...(unit === undefined ? {} : { unit }) },
      before: before[name] ?? null,
      after: after[name] ?? null,
    }));
