import type { OperatorClient } from '@robata/client';
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../data/client.ts';

/** Everything of the console begins with this, below what is one's own: whoever signs out leaves none of it behind. */
const CONSOLE = ['own', 'console'] as const;

const SOON_MS = 5_000;
const LATER_MS = 20_000;

type Filter<K extends 'jobs' | 'accounts' | 'withdrawals' | 'incidents' | 'audit' | 'fundRequests'> = Exclude<
  Parameters<OperatorClient[K]>[0],
  undefined
>;

const asked = <T>(key: readonly unknown[], queryFn: () => Promise<T>, refetchInterval: number) =>
  queryOptions({ queryKey: [...CONSOLE, ...key], queryFn, refetchInterval, placeholderData: keepPreviousData });

const { operator } = client;

export const useDesk = () => useQuery(asked(['desk'], () => operator.desk(), SOON_MS));
export const useRoundsUnderWay = () => useQuery(asked(['rounds'], () => operator.rounds(), SOON_MS));
/** What everybody sees of a round; asked for only where the console does not know it. */
export const useFinishedRound = (round: number, isAsked: boolean) =>
  useQuery({ ...asked(['round', round], () => client.round(round), LATER_MS), enabled: isAsked });
export const usePlan = (round: number) =>
  useQuery({
    ...asked(['plan', round], () => operator.plan(round), SOON_MS),
    placeholderData: undefined,
    retry: false,
  });
export const useJobs = (filter: Filter<'jobs'>) =>
  useQuery(asked(['jobs', filter], () => operator.jobs(filter), SOON_MS));
export const useAccounts = (filter: Filter<'accounts'>) =>
  useQuery(asked(['accounts', filter], () => operator.accounts(filter), LATER_MS));
export const useAccount = (username: string) =>
  useQuery({ ...asked(['account', username], () => operator.account(username), LATER_MS), placeholderData: undefined });
export const useWithdrawals = (filter: Filter<'withdrawals'>) =>
  useQuery(asked(['withdrawals', filter], () => operator.withdrawals(filter), LATER_MS));
export const useTreasury = () => useQuery(asked(['treasury'], () => operator.treasury(), LATER_MS));
export const useConsoleIncidents = (filter: Filter<'incidents'>) =>
  useQuery(asked(['incidents', filter], () => operator.incidents(filter), LATER_MS));
export const useFeed = () => useQuery(asked(['feed'], () => operator.feed(), SOON_MS));
export const useAudit = (filter: Filter<'audit'>) =>
  useQuery(asked(['audit', filter], () => operator.audit(filter), LATER_MS));
export const useFundRequests = (filter: Filter<'fundRequests'>) =>
  useQuery(asked(['fund requests', filter], () => operator.fundRequests(filter), LATER_MS));
export const useFundDesk = () => useQuery(asked(['fund desk'], () => operator.fundDesk(), SOON_MS));
export const useFundOrders = (product: string) =>
  useQuery({
    ...asked(['fund orders', product], () => operator.fundOrders(product), SOON_MS),
    placeholderData: undefined,
    retry: false,
  });
export const useChainDesk = () => useQuery(asked(['chain'], () => operator.chain(), SOON_MS));
export const useHealth = () => useQuery(asked(['health'], () => operator.health(), SOON_MS));

/** After an act: asks for all of the console anew that is shown. */
export function useConsoleChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: CONSOLE });
}
