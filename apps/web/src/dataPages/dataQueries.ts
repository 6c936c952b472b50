import { useQuery } from '@tanstack/react-query';
import { client } from '../data/client.ts';

const DATA_MS = 60_000;

/** What is published changes once a round. */
export const useData = () => useQuery({ queryKey: ['data'], queryFn: () => client.data(), refetchInterval: DATA_MS });
