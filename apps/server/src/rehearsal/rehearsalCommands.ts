import { type AccountService, fieldsOf, type OperatorCommands } from '@robata/tournament';
import type { Rehearsals } from './rehearsals.ts';

const DEFAULT_SIZE = { rounds: 8, models: 8, universe: 150, seed: 1 } as const;

/** What operators do to try a proposal out before they adopt it. */
export function rehearsalCommands({
  rehearsals,
  accounts,
}: {
  readonly rehearsals: Rehearsals;
  readonly accounts: Pick<AccountService, 'recordAct'>;
}): OperatorCommands {
  return {
    'configuration rehearse': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const hash = fields.text('hash');
      const of = (name: keyof typeof DEFAULT_SIZE): number =>
        fields.optionalCount(name, Number.MAX_SAFE_INTEGER) ?? DEFAULT_SIZE[name];
      const size = { rounds: of('rounds'), models: of('models'), universe: of('universe'), seed: of('seed') };
      const rehearsal = await rehearsals.start({ hash, size, by: operator.username });
      await accounts.recordAct({
        actor: operator.username,
        action: 'configuration rehearse',
        subject: 'proposal',
        details: { hash, ...size },
      });
      return rehearsal;
    },
    'configuration rehearsal': async () => ({ rehearsal: await rehearsals.last() }),
    'configuration cancel-rehearsal': async (_, { operator }) => {
      const rehearsal = await rehearsals.cancel();
      await accounts.recordAct({
        actor: operator.username,
        action: 'configuration cancel-rehearsal',
        subject: 'proposal',
        details: { hash: rehearsal.hash },
      });
      return rehearsal;
    },
  };
}
