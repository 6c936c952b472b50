import type { ChainClaim, ChainStake, ChainState } from '@robata/client';
import type { Leaf } from '@robata/contracts/calls';
import { useQuery } from '@tanstack/react-query';
import { LocalTime } from '../components/LocalTime.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Act } from '../forms/Act.tsx';
import { amountOf } from '../wallet/amounts.ts';
import { ExactTokens } from '../wallet/ExactTokens.tsx';
import { useClaims } from './chainQueries.ts';
import { claimable, type Taken } from './claimable.ts';
import type { Eip1193 } from './eip1193.ts';
import type { Sending } from './StakeForm.tsx';
import type { ConnectedWallet } from './useWallet.ts';

type Hex = `0x${string}`;

interface ClaimFormProps {
  readonly sending: Sending;
  readonly chain: ChainState;
  readonly address: string | null;
  readonly wallet: ConnectedWallet | null;
}

/** What rounds have paid and burned, taken up in the vault with the proof that this server keeps. */
export function ClaimForm({ sending: { model, send }, chain, address, wallet }: ClaimFormProps) {
  const claims = useClaims(address);
  // Another network may have something else at the vault's address.
  const provider = wallet?.chainId === chain.chainId ? wallet.provider : null;
  const taken = useTaken(provider, chain.vault as Hex, address as Hex | null, model.key as Hex);
  return (
    <QueryView query={claims}>
      {({ final, pending, claims, coming }) => {
        const claim = claims.find(({ key }) => key === model.key);
        const next = coming.find(({ key }) => key === model.key);
        return (
          <>
            {claim === undefined || final === null ? (
              <p className="muted">
                Nothing of {model.name} is in a settlement that is final yet: a round has to resolve and be settled, and
                the vault's challenge delay to pass.
              </p>
            ) : (
              <Claimable
                name={model.name}
                claim={claim}
                taken={provider === null ? null : (taken.data ?? null)}
                round={final.number ?? final.round}
                latest={model.latest}
                onClaim={(withdraws, says) =>
                  send(
                    { kind: 'claim', account: address as Hex, key: model.key as Hex, leaf: leafOf(claim), withdraws },
                    says,
                  )
                }
              />
            )}
            {pending !== null && next !== undefined && (
              <p>
                Round {pending.number ?? pending.round} is settled and can be disputed until it is final:{' '}
                <LocalTime at={pending.finalAt} />. Claim again then.
              </p>
            )}
          </>
        );
      }}
    </QueryView>
  );
}

interface ClaimableProps {
  readonly name: string;
  readonly claim: ChainClaim;
  /** What was claimed before; null where no wallet says it. */
  readonly taken: Taken | null;
  readonly round: number;
  readonly latest: ChainStake;
  readonly onClaim: (withdraws: boolean, says: string) => Promise<void>;
}

function Claimable({ name, claim, taken, round, latest, onClaim }: ClaimableProps) {
  const { payout, burn, brings, isDone, isProofAlone } = claimable(claim, taken, latest);
  if (isDone) return <p className="muted">All that is final, up to round {round}, is claimed.</p>;
  const text = (units: bigint) => <ExactTokens amount={amountOf(units)} />;
  return (
    <>
      {isProofAlone ? (
        <p>
          Up to round {round} nothing was paid or burned that is not claimed. A claim proves that to the vault: what you
          release waits for it, once it is due.
        </p>
      ) : (
        <p>
          {taken === null ? 'Up to' : 'Final up to'} round {round}: {text(payout)} tokens paid
          {burn > 0n && <>, {text(burn)} burned</>}
          {taken === null &&
            ' in all; connect the wallet, on the vault’s network, to see what of it is not claimed yet'}
          .
        </p>
      )}
      <div className="acts">
        <Act onAct={() => onClaim(false, `Claim of ${name}, up to round ${round}`)}>Claim</Act>
        {brings && (
          <Act onAct={() => onClaim(true, `Claim and withdrawal of ${name}, up to round ${round}`)}>
            Claim and withdraw, in one
          </Act>
        )}
      </div>
    </>
  );
}

const leafOf = ({ payout, burn, proof }: ChainClaim): Leaf => {
  return { payout: BigInt(payout), burn: BigInt(burn), proof: proof as readonly Hex[] };
};

const LOOK_MS = 5_000;

/** What of the cumulative amounts a stake has taken up, as the vault says at its newest block. */
const useTaken = (provider: Eip1193 | null, vault: Hex, account: Hex | null, key: Hex) =>
  useQuery({
    queryKey: ['own', 'chain', 'taken', vault, account, key],
    queryFn: async (): Promise<Taken> => {
      const { takenUp } = await import('@robata/contracts/calls');
      return takenUp(provider as Eip1193, vault, account as Hex, key);
    },
    enabled: provider !== null && account !== null,
    refetchInterval: LOOK_MS,
    retry: false,
    structuralSharing: false,
  });
