import { useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { useOverview } from '../data/queries.ts';
import { refreshInterval } from '../data/refreshInterval.ts';

/** The meta model over time, asked for as often as the tournament moves. */
export function useMetaModel() {
  const refetchInterval = refreshInterval(useOverview().data?.progress.state);
  return useQuery({ queryKey: ['meta-model'], queryFn: () => client.metaModel(), refetchInterval });
}
