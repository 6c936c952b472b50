import { DomainError } from '../domainError.ts';
import type { StakeService } from '../stakes/stakeService.ts';

/** The stakes of a tournament whose money is in a vault: they are read as ever, and change by the vault alone. */
export function onChainStakes(stakes: StakeService): StakeService {
  const refuse = async (): Promise<never> => {
    throw new DomainError('on_chain', 'Stakes of this tournament are held by its vault on chain.', {
      remedy: 'Deposit, release, withdraw and restake with your wallet: GET /api/chain names the vault.',
    });
  };
  return {
    ...stakes,
    deposit: refuse,
    increase: refuse,
    decrease: refuse,
    move: refuse,
    cancelRelease: refuse,
    choosePayoutMode: refuse,
    requestWithdrawal: refuse,
    cancelWithdrawal: refuse,
    confirmWithdrawal: refuse,
    rehearsal: () => onChainStakes(stakes.rehearsal()),
  };
}
