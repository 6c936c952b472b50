import type { RoundRecord, RoundStep } from '../../records.ts';
import { openingKey } from '../commitment.ts';
import { atRiskOf } from '../ledgerRound.ts';
import { advance } from '../roundState.ts';
import { takeSnapshots } from '../takeSnapshots.ts';
import { cancelRound } from './cancelRound.ts';
import { isMissing, type Missing, policiesOf } from './roundDesk.ts';
import { claimStep, DONE, type StepContext, type StepOutcome } from './step.ts';

/** Closes a round: first nothing more is in time and the stakes are fixed, then meta model and portfolio follow, however long they take. */
export async function closeStep(context: StepContext, step: RoundStep): Promise<StepOutcome> {
  const { storage, ledger, desk } = context;
  const before = await storage.round(step.round);
  if (before === null) return { status: 'nothing' };
  const record = before.state === 'open' ? await takeSnapshot(context, before) : before;
  if (isMissing(record)) return { status: 'missing', why: record.missing };
  if (record.state !== 'closed') return { status: 'nothing' };
  const closing = await desk.close(record, atRiskOf(await ledger.journal(), record));
  if (isMissing(closing)) return { status: 'missing', why: closing.missing };
  if ('hopeless' in closing) return giveUp(context, record, closing.hopeless);
  const { entries, incidents, opening, documents = {}, ...change } = closing;
  return storage.transaction(async (writer): Promise<StepOutcome> => {
    const current = await writer.round(step.round);
    if (current?.state !== 'closed' || !(await claimStep(writer, step))) return { status: 'nothing' };
    await writer.putRound({ ...current, ...change });
    await writer.addEntries(entries);
    await writer.addIncidents(incidents);
    for (const [key, value] of Object.entries(documents)) await writer.putDocument(key, value);
    if (opening !== undefined) await writer.putDocument(openingKey(step.round), opening);
    return DONE;
  });
}

async function giveUp({ desk, ledger }: StepContext, record: RoundRecord, reason: string): Promise<StepOutcome> {
  const release = await desk.releasePolicy?.(record);
  return ledger.transact(async (book, writer) => {
    const current = await writer.round(record.number);
    if (current?.state !== 'closed') return { status: 'nothing' };
    await cancelRound(book, writer, current, { reason, release });
    return DONE;
  });
}

/** Fixes what is at risk in a round that is open. Whoever comes first does it; gives the round as it is then, or what is missing for it. */
export async function takeSnapshot({ desk, ledger }: StepContext, record: RoundRecord): Promise<RoundRecord | Missing> {
  const models = await desk.takeSubmissions(record);
  if (isMissing(models)) return models;
  const release = await desk.releasePolicy?.(record);
  const config = { ...(await policiesOf(desk, record)), ...(release && { releasePolicy: release }) };
  return ledger.transact(async (book, writer) => {
    const current = (await writer.round(record.number)) ?? record;
    if (current.state !== 'open') return current;
    await desk.beforeSnapshot?.(book, current, models);
    takeSnapshots(book, current, models, config);
    const closed = advance(current, 'closed');
    await writer.putRound(closed);
    return closed;
  });
}
