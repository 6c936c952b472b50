import type { AccountService } from '../accounts/accountService.ts';
import { fieldsOf } from '../accounts/fields.ts';
import type { OperatorCommands } from '../accounts/operatorCommands.ts';
import { DomainError } from '../domainError.ts';
import type { ConfigurationBook } from './configurationBook.ts';
import { configurationDesk, noticesOf } from './configurationPage.ts';
import { diffRules, type RuleChange } from './diffRules.ts';

export interface ConfigurationCommandsInput {
  readonly configuration: ConfigurationBook;
  readonly accounts: Pick<AccountService, 'recordAct'>;
  readonly now: () => Date;
}

/** What operators do with the rules: a change is proposed, looked at, and adopted by the hash of what was looked at. */
export function configurationCommands({ configuration, accounts, now }: ConfigurationCommandsInput): OperatorCommands {
  const changesIn = (input: unknown): unknown => (input as { changes?: unknown } | null)?.changes ?? {};
  const proposalNow = async () => {
    const { proposal } = await configurationDesk(configuration);
    if (proposal !== null) return proposal;
    throw new DomainError('no_proposal', 'No configuration is proposed.', { remedy: 'Propose one first.' });
  };
  return {
    'configuration show': async (input) => {
      const number = fieldsOf(input).optionalCount('version');
      const desk = await configurationDesk(configuration);
      const version = desk.versions.find((each) => each.version === (number ?? desk.inForce));
      if (version === undefined) {
        throw new DomainError('version_not_found', `There is no version ${number}.`, {
          field: 'version',
          remedy: `The newest is ${desk.versions[0]?.version}.`,
        });
      }
      return { ...desk, shown: version };
    },
    /** Says what is wrong with a change, or what it would change; nothing is kept. */
    'configuration check': async (input) => {
      fieldsOf(input);
      const [desk, first] = await Promise.all([configurationDesk(configuration), configuration.first()]);
      const before = desk.versions[0]?.rules ?? {};
      const { rules, faults } = await configuration.check(changesIn(input));
      const changes = faults.length > 0 ? [] : diffRules(before, rules, first);
      return { faults, changes, notices: noticesOf(changes, desk.nextRound, desk.versions) };
    },
    'configuration propose': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const proposal = await configuration.propose({
        changes: changesIn(input),
        effectiveFromRound: fields.optionalCount('effectiveFromRound'),
        reason: fields.text('reason'),
        author: operator.username,
        time: now().toISOString(),
      });
      const { hash, effectiveFromRound, reason } = proposal;
      const shown = await proposalNow();
      await accounts.recordAct({
        actor: operator.username,
        action: 'configuration propose',
        subject: `version ${proposal.after + 1}`,
        details: { hash, effectiveFromRound, reason, changes: textOf(shown.changes) },
      });
      return shown;
    },
    'configuration diff': async () => proposalNow(),
    'configuration withdraw': async (input, { operator }) => {
      const { hash, after } = await configuration.withdraw(fieldsOf(input).text('hash'));
      await accounts.recordAct({
        actor: operator.username,
        action: 'configuration withdraw',
        subject: `version ${after + 1}`,
        details: { hash },
      });
      return { hash };
    },
    'configuration adopt': async (input, { operator }) => {
      const hash = fieldsOf(input).text('hash');
      const adopted = await configuration.adopt({ hash, author: operator.username, time: now().toISOString() });
      const { version, effectiveFromRound } = adopted;
      await accounts.recordAct({
        actor: operator.username,
        action: 'configuration adopt',
        subject: `version ${version}`,
        details: { hash, effectiveFromRound },
      });
      return { version, effectiveFromRound, hash };
    },
  };
}

const textOf = (changes: readonly RuleChange[]): string =>
  changes.map(({ field, before, after }) => `${field.name}: ${before} → ${after}`).join('; ');
