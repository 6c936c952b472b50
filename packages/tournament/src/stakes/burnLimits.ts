import type { BurnLimits, Journal, RoundId } from '@robata/ledger';
import type { TournamentConfig } from '../rounds/tournamentConfig.ts';

type Paying = Pick<TournamentConfig, 'payoutPolicy'> & {
  readonly signals?: Pick<NonNullable<TournamentConfig['signals']>, 'payoutPolicy'>;
};
/** The configuration in force for a round (`ConfigurationReader`). */
interface ConfigurationOf {
  of(round: number): Promise<Paying>;
}

/**
 * What the rounds under way can burn at most, by the payout policies of their configurations, where their snapshots do not say it: a snapshot does
 * where releases go by it. A round that no configuration pays (that of another tournament) is not in it.
 */
export async function burnLimits(
  { activeRounds }: Pick<Journal, 'activeRounds'>,
  configuration: ConfigurationOf,
): Promise<BurnLimits> {
  const silent = activeRounds.filter(({ lossLimit }) => lossLimit === null).map(({ round }) => round);
  const policies = await Promise.all(
    silent.map(async (round) => [round, await policyOf(round, configuration)] as const),
  );
  return new Map(policies.flatMap(([round, policy]) => (policy ? [[round, policy.clip.limit] as const] : [])));
}

async function policyOf(round: RoundId, configuration: ConfigurationOf) {
  const [tournament, number] = round.split('/');
  const config = await configuration.of(Number(number));
  if (tournament === 'classic') return config.payoutPolicy;
  return tournament === 'signals' ? config.signals?.payoutPolicy : undefined;
}
