import { type ReleasePolicy, type ReleaseTerms, roundId } from '@robata/ledger';
import { takesPart } from '../rounds/ledgerRound.ts';
import type { StorageReader } from '../storage/storage.ts';

/**
 * The terms of a release policy as they hold now. A policy that waits by the calendar is told the round that opened last (its close decides
 * whether that or the next one is waited for); with another policy nothing is read.
 */
export async function releaseTerms(
  reader: Pick<StorageReader, 'rounds'>,
  policy: ReleasePolicy,
  tournament = 'classic',
): Promise<ReleaseTerms> {
  if (policy.waitsFor !== 'calendar_2022') return { policy };
  const opened = (await reader.rounds()).filter((round) => takesPart(round, tournament) && round.state !== 'scheduled');
  const current = opened.at(-1)?.number ?? 0;
  return { policy, calendar: { current: roundId(tournament, current), next: roundId(tournament, current + 1) } };
}
