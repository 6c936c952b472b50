import type { RoundRecord } from '../records.ts';
import type { Missing } from '../rounds/engine/roundDesk.ts';
import type { StorageReader } from '../storage/storage.ts';
import { chainDocument, chainList } from './chainDocuments.ts';
import { closeSeconds } from './settlementPlan.ts';

/**
 * What a round's close still waits for on chain; null where nothing is missing, as in any tournament without a vault. A snapshot is taken
 * once a confirmed block has the time of the close, with exactly the events of the blocks before it.
 */
export async function closeConfirmed(
  reader: Pick<StorageReader, 'document'>,
  { number, closesAt }: Pick<RoundRecord, 'number' | 'closesAt'>,
): Promise<Missing | null> {
  if ((await chainDocument(reader, 'chain/vault')) === null) return null;
  const halt = (await chainList(reader, 'chain/halts')).find(({ kind }) => kind === 'reorganization');
  if (halt !== undefined) return { missing: `The close of round ${number} waits: ${halt.sentence}` };
  const cursor = await chainDocument(reader, 'chain/cursor');
  const isComplete = cursor !== null && cursor.completeUntil * 1000 >= Date.parse(closesAt);
  if (!isComplete) return { missing: `The chain has not confirmed the close of round ${number} (${closesAt}) yet.` };
  if (!(await isUntold(reader, { closesAt }))) return null;
  return {
    missing: `The vault was never told of the close of round ${number} (${closesAt}), so that its stakes could leave without their burns and it could not be settled: cancel it (robata admin round cancel ${number}).`,
  };
}

/** The open round whose close comes before `until` and whose snapshot is still to be taken; null where there is none, but for rounds that are to be cancelled. */
export async function snapshotBefore(
  reader: Pick<StorageReader, 'document' | 'rounds'>,
  until: string,
): Promise<RoundRecord | null> {
  const completeUntil = (await chainDocument(reader, 'chain/cursor'))?.completeUntil ?? 0;
  for (const round of await reader.rounds()) {
    if (round.state !== 'open' || Date.parse(round.closesAt) > Date.parse(until)) continue;
    if (completeUntil < closeSeconds(round) || !(await isUntold(reader, round))) return round;
  }
  return null;
}

/** Of a close that is read: whether there are stakes in the vault, and it was not told of it. */
async function isUntold(
  reader: Pick<StorageReader, 'document'>,
  record: Pick<RoundRecord, 'closesAt'>,
): Promise<boolean> {
  // Nobody has staked in the vault: whatever counts are points.
  if ((await chainList(reader, 'chain/positions')).length === 0) return false;
  const close = closeSeconds(record);
  return !(await chainList(reader, 'chain/rounds')).some(({ closesAt }) => closesAt === close);
}
