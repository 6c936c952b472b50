import { useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { useRefreshing } from '../data/queries.ts';

export const useProduct = (product: string) =>
  useRefreshing({ queryKey: ['fund', product], queryFn: () => client.fundProduct(product) });

const CAPITAL = ['own', 'capital'] as const;
const CAPITAL_MS = 15_000;

/** One's own part of the fund; asked for again by itself, as closes come. */
export const useCapital = () =>
  useQuery({ queryKey: CAPITAL, queryFn: () => client.capital(), refetchInterval: CAPITAL_MS });

export function useCapitalChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: CAPITAL });
}
