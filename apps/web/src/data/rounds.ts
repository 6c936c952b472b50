import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from './client.ts';
import { useOverview } from './queries.ts';
import { refreshInterval } from './refreshInterval.ts';

const CALENDAR_WEEKS = 8;
/** Everybody's scores of a round are read for it. */
const FAN_MS = 20_000;

const useInterval = (): number => refreshInterval(useOverview().data?.progress.state);

export function useNews() {
  const refetchInterval = useInterval();
  return useQuery({ queryKey: ['news'], queryFn: () => client.news(), refetchInterval });
}

/** At most twenty names are asked for. */
export function useModelNews(names: readonly string[]) {
  const refetchInterval = useInterval();
  const asked = names.slice(0, 20);
  return useQuery({
    queryKey: ['news of models', ...asked],
    queryFn: () => client.modelNews(asked),
    refetchInterval,
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  });
}

export function useComingDays() {
  const refetchInterval = useInterval();
  return useQuery({ queryKey: ['calendar'], queryFn: () => client.calendar(CALENDAR_WEEKS), refetchInterval });
}

export function useRoundCalendar(number: number) {
  const refetchInterval = useInterval();
  return useQuery({
    queryKey: ['round', number, 'calendar'],
    queryFn: () => client.roundCalendar(number),
    refetchInterval,
  });
}

export function useRoundFan(number: number) {
  const interval = useInterval();
  return useQuery({
    queryKey: ['round', number, 'fan'],
    queryFn: () => client.roundFan(number),
    refetchInterval: Math.max(interval, FAN_MS),
  });
}

export function useScorePaths(number: number, names: readonly string[]) {
  const interval = useInterval();
  return useQuery({
    queryKey: ['round', number, 'paths', ...names],
    queryFn: () => client.scorePaths(number, names),
    refetchInterval: Math.max(interval, FAN_MS),
    enabled: names.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** What a close said of its predictions and portfolio; null where it was not kept. */
export const useRoundAnalysis = (number: number) =>
  useQuery({ queryKey: ['round', number, 'analysis'], queryFn: () => client.roundAnalysis(number), staleTime: 60_000 });

/** Null where the round has none, or not yet. */
export const useReceipts = (number: number) =>
  useQuery({ queryKey: ['round', number, 'receipts'], queryFn: () => client.receipts(number), staleTime: 60_000 });

/** A resolved round never changes, and what is asked of its kit takes a while. */
export const useContribution = (number: number, model: string | null, start: 'zero' | 'held') =>
  useQuery({
    queryKey: ['round', number, 'contribution', model, start],
    queryFn: () => client.contribution(number, model ?? '', start),
    enabled: model !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  });
