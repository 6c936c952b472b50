import type { TournamentName } from '@robata/client';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { client } from './client.ts';
import { refreshInterval } from './refreshInterval.ts';

const MANY_ROWS = 1_000;
const MANY_ROWS_MS = 60_000;
const LOST_MS = 5_000;

const overviewOptions = queryOptions({
  queryKey: ['overview'],
  queryFn: () => client.overview(),
  // A server that is gone is looked for often, so that one soon sees when it is back.
  refetchInterval: ({ state }) => (state.status === 'error' ? LOST_MS : refreshInterval(state.data?.progress.state)),
});

export const useOverview = () => useQuery(overviewOptions);

/** Everything else is asked for as often as the overview is: it says whether the tournament moves. */
export function useRefreshing<T>(options: {
  queryKey: readonly (string | number | null)[];
  queryFn: () => Promise<T>;
}) {
  const refetchInterval = refreshInterval(useOverview().data?.progress.state);
  return useQuery({ ...options, refetchInterval });
}

export const useLeaderboard = (lastRounds: number | null, tournament?: TournamentName) => {
  const refetchInterval = refreshInterval(useOverview().data?.progress.state);
  return useQuery({
    queryKey: ['leaderboard', lastRounds, tournament ?? null],
    queryFn: () => client.leaderboard({ lastRounds, ...(tournament !== undefined && { tournament }) }),
    // The rows of the other choice stay until these are here: the table does not blink.
    placeholderData: keepPreviousData,
    // Thousands of rows are megabytes: they are asked for less often.
    refetchInterval: ({ state }) =>
      (state.data?.length ?? 0) > MANY_ROWS ? Math.max(refetchInterval, MANY_ROWS_MS) : refetchInterval,
  });
};

/** They change when a round resolves, as the leaderboard's own scores do. */
export const useLeaderboardReturns = () =>
  useRefreshing({ queryKey: ['leaderboard', 'returns'], queryFn: () => client.leaderboardReturns() });

export const useModel = (name: string) =>
  useRefreshing({ queryKey: ['model', name], queryFn: () => client.model(name) });

export const useRound = (number: number) =>
  useRefreshing({ queryKey: ['round', number], queryFn: () => client.round(number) });

export const useRounds = (before: number | null, limit: number) =>
  useRefreshing({
    queryKey: ['rounds', before, limit],
    queryFn: () => client.rounds({ limit, ...(before !== null && { before }) }),
  });

export const useFund = () => useRefreshing({ queryKey: ['fund'], queryFn: () => client.fund() });

export const useSymbols = () => useRefreshing({ queryKey: ['symbols'], queryFn: () => client.symbols() });

/** What a symbol names. An empty one is not asked for. */
export const useSymbolSearch = (symbol: string, date: string | null) =>
  useQuery({
    queryKey: ['symbol', symbol, date],
    queryFn: () => client.searchSymbols({ symbol, ...(date !== null && { date }) }),
    enabled: symbol !== '',
    placeholderData: keepPreviousData,
  });

export const useIncidents = () => useRefreshing({ queryKey: ['incidents'], queryFn: () => client.incidents() });
