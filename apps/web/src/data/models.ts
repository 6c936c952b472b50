import type { TournamentName } from '@robata/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from './client.ts';
import { useOverview } from './queries.ts';
import { refreshInterval } from './refreshInterval.ts';

/** What changes only when a round closes or resolves is asked for less often than what changes every day. */
const ROUNDS_PER_REFRESH = 4;

function useByRound<T>(queryKey: readonly (string | number | null)[], queryFn: () => Promise<T>) {
  const refetchInterval = ROUNDS_PER_REFRESH * refreshInterval(useOverview().data?.progress.state);
  return useQuery({ queryKey, queryFn, refetchInterval });
}

export const useReputations = (tournament: TournamentName) =>
  useByRound(['leaderboard', 'reputations', tournament], () => client.reputations(tournament));

export const useModelStanding = (name: string) =>
  useByRound(['model', name, 'standing'], () => client.modelStanding(name));

export const useModelAnalysis = (name: string) =>
  useByRound(['model', name, 'analysis'], () => client.modelAnalysis(name));

export const useModelSignals = (name: string, isSignals: boolean) => {
  const refetchInterval = ROUNDS_PER_REFRESH * refreshInterval(useOverview().data?.progress.state);
  return useQuery({
    queryKey: ['model', name, 'signals'],
    queryFn: () => client.modelSignals(name),
    enabled: isSignals,
    refetchInterval,
  });
};

export const useSignalsGates = (isSignals: boolean) => {
  const refetchInterval = ROUNDS_PER_REFRESH * refreshInterval(useOverview().data?.progress.state);
  return useQuery({
    queryKey: ['signals', 'gates'],
    queryFn: () => client.signalsGates(),
    enabled: isSignals,
    refetchInterval,
  });
};

export const useSignals = () => useByRound(['signals'], () => client.signals());

export const useValidationAgainstLive = () =>
  useByRound(['validation-against-live'], () => client.validationAgainstLive());

export const useComparison = (models: readonly string[], score: string) => {
  const refetchInterval = ROUNDS_PER_REFRESH * refreshInterval(useOverview().data?.progress.state);
  return useQuery({
    queryKey: ['comparison', models.join(), score],
    queryFn: () => client.comparison({ models, score }),
    enabled: models.length > 0,
    // What was compared stays until the next is here.
    placeholderData: keepPreviousData,
    refetchInterval,
  });
};
