import type { Visitor } from '@robata/client';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from './client.ts';

const VISITOR_MS = 30_000;

export const visitorOptions = queryOptions({
  queryKey: ['visitor'],
  queryFn: () => client.visitor(),
  staleTime: VISITOR_MS,
  // News of one's own come while one looks; for strangers there are none.
  refetchInterval: ({ state }) => (state.data?.account == null ? false : VISITOR_MS),
});

/** Who looks at the pages. */
export const useVisitor = () => useQuery(visitorOptions);

/** This server's address as others reach it. */
export const addressOf = (visitor: Visitor | undefined): string => visitor?.address ?? location.origin;

/** Everything of one's own begins with this, so that it can be forgotten together. */
const OWN = 'own';

const own = <T>(key: readonly string[], queryFn: () => Promise<T>) =>
  queryOptions({ queryKey: [OWN, ...key], queryFn });

export const useOwnAccount = () => useQuery(own(['account'], () => client.account.me()));
export const useOwnKeys = () => useQuery(own(['keys'], () => client.account.keys()));
/** `isSignedIn`: asked for by nobody else. */
export const useOwnModels = (isSignedIn = true) =>
  useQuery({ ...own(['models'], () => client.account.models()), enabled: isSignedIn });
export const useOwnWebhook = (modelId: string) =>
  useQuery(own(['webhook', modelId], () => client.account.webhook(modelId)));
export const useOwnNotifications = () =>
  useQuery(own(['notifications'], () => client.account.notifications({ limit: 200 })));
const HOLDINGS_MS = 15_000;

/** Rounds close and resolve by themselves: what is held changes while one looks. */
export const useHoldings = () =>
  useQuery({ ...own(['holdings'], () => client.account.holdings()), refetchInterval: HOLDINGS_MS });
export const useOwnWallet = () => useQuery(own(['wallet'], () => client.account.wallet()));
export const useWithdrawals = () =>
  useQuery({
    ...own(['withdrawals'], () => client.account.withdrawals()),
    // The operator sends or refuses what waits.
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'waiting') ? HOLDINGS_MS : false),
  });
export const useStakeStatement = (modelId: string) =>
  useQuery({ ...own(['statement', modelId], () => client.account.statement(modelId)), refetchInterval: HOLDINGS_MS });
export const useOwnMail = () => useQuery(own(['mail'], () => client.account.mail()));
export const useTwoFactor = () => useQuery(own(['two-factor'], () => client.people.isTwoFactorOn()));
export const useSessions = () => useQuery(own(['sessions'], () => client.people.sessions()));

const ROUNDS_MS = 5_000;
const SUBMISSIONS_LISTED = 100;

/** The rounds that take submissions now, with their ids. */
export const liveRoundsOptions = (tournament: 'classic' | 'signals') =>
  queryOptions({
    ...own(['live-rounds', tournament], () => client.account.liveRounds({ tournament })),
    refetchInterval: ROUNDS_MS,
  });

/** The rows of a version of the symbols: they never change. */
export const symbolsOptions = (version: number | null) =>
  queryOptions({
    queryKey: ['symbol-rows', version],
    queryFn: () => client.account.symbols(version),
    staleTime: Number.POSITIVE_INFINITY,
    // Tens of thousands of rows: nothing in them is compared with what was there.
    structuralSharing: false,
  });

/** Newest first; of one model where it is named. */
export const useOwnSubmissions = (modelId?: string) =>
  useQuery({
    ...own(['submissions', modelId ?? ''], () =>
      client.account.submissions({ limit: SUBMISSIONS_LISTED, ...(modelId !== undefined && { modelId }) }),
    ),
    // A file that waits or is being read changes by itself.
    refetchInterval: ({ state }) =>
      state.data?.some((submission) => submission.state === 'pending' || submission.state === 'queued')
        ? ROUNDS_MS
        : false,
  });

/** After something of one's own changed: asks for all of it anew that is shown. */
export function useOwnChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: [OWN] }),
      queries.invalidateQueries({ queryKey: visitorOptions.queryKey }),
    ]);
  };
}

/** After signing in or out: nothing of whoever was there before is left. */
export function useVisitorChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    // First everybody who shows something of one's own is told: nothing asks for it again in another's name.
    await queries.fetchQuery({ ...visitorOptions, staleTime: 0 });
    queries.removeQueries({ queryKey: [OWN] });
  };
}
