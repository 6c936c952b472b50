import type { RoundEntryRow } from '@robata/client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useVisitor } from '../data/own.ts';
import { client } from '../data/client.ts';

const NOBODY: readonly string[] = [];

/** Names of one's own models that took part in a round, in the order of its entries; none for a stranger. */
export function useOwnEntries(entries: readonly RoundEntryRow[]): readonly string[] {
  const isIn = (useVisitor().data?.account ?? null) !== null;
  const { data } = useQuery({ queryKey: ['own', 'models'], queryFn: () => client.account.models(), enabled: isIn });
  return useMemo(() => {
    if (!isIn || data === undefined) return NOBODY;
    const own = new Set(data.map(({ name }) => name));
    return entries.map(({ model }) => model).filter((name) => own.has(name));
  }, [isIn, data, entries]);
}
