import type { Rules } from '@robata/client';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../data/client.ts';

const PUBLIC = ['configuration'] as const;
/** Below what is one's own, as all of the console: whoever signs out leaves none of it behind. */
const DESK = ['own', 'console', 'configuration'] as const;
const SOON_MS = 10_000;

export const useRules = () =>
  useQuery({ queryKey: PUBLIC, queryFn: () => client.configuration.page(), refetchInterval: SOON_MS });

export const useConfigurationDesk = () =>
  useQuery({ queryKey: [...DESK, 'desk'], queryFn: () => client.configuration.desk(), refetchInterval: SOON_MS });

/** What is wrong with a change, or what it would change; asked for while one types. */
export const useCheckedChange = (changes: Rules) =>
  useQuery({
    queryKey: [...DESK, 'check', JSON.stringify(changes)],
    queryFn: () => client.configuration.check(changes),
    enabled: Object.keys(changes).length > 0,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: SOON_MS,
  });

const PLAYING_MS = 1_000;

/** The last rehearsal; asked for often while one is played. */
export const useRehearsal = () =>
  useQuery({
    queryKey: [...DESK, 'rehearsal'],
    queryFn: () => client.configuration.rehearsal(),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? PLAYING_MS : SOON_MS),
  });

/** After an act: asks anew for everything that says what the rules are. */
export function useConfigurationChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: DESK }), queries.invalidateQueries({ queryKey: PUBLIC })]);
  };
}
