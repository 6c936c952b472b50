import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';

const STATE_MS = 5_000;
const OWN_MS = 4_000;
const SETTLEMENTS_MS = 60_000;

const chainOptions = queryOptions({
  queryKey: ['chain'],
  queryFn: () => client.chain(),
  staleTime: STATE_MS,
  // Blocks come by themselves; a server without a chain gets none while it runs.
  refetchInterval: ({ state }) => (state.data?.isOn === true ? STATE_MS : false),
});

/** Whether stakes are on chain, where, and how far that is read. */
export const useChain = () => useQuery(chainOptions);

export const useChainSettlements = (isOn: boolean) =>
  useQuery({
    queryKey: ['chain', 'settlements'],
    queryFn: () => client.chainSettlements(),
    enabled: isOn,
    refetchInterval: SETTLEMENTS_MS,
  });

/** One's own stakes in the vault beside the ledger; forgotten with all that is one's own. */
export const useOwnChain = () =>
  useQuery({ queryKey: ['own', 'chain'], queryFn: () => client.ownChain(), refetchInterval: OWN_MS });

/** The leaves of an address with their proofs. */
export const useClaims = (address: string | null) =>
  useQuery({
    queryKey: ['own', 'chain', 'claims', address],
    queryFn: () => client.chainClaims(address ?? ''),
    enabled: address !== null,
    refetchInterval: STATE_MS,
  });
