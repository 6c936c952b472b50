import { formatAmount, type Journal, type PayoutPlan } from '@robata/ledger';
import { chainDocument } from '../../chain/chainDocuments.ts';
import { snapshotBefore } from '../../chain/closeConfirmed.ts';
import type { IncidentRecord, PlanRecord, RoundRecord, RoundStep } from '../../records.ts';
import { putReceipts } from '../../receipts/roundReceipts.ts';
import type { StorageReader } from '../../storage/storage.ts';
import { LedgerRefusedError, type Resolution } from '../ledgerBook.ts';
import { planRecordOf, plansOf, postedPayouts, type RoundPolicies, roundPlans } from '../roundPlans.ts';
import { advance } from '../roundState.ts';
import { policiesOf } from './roundDesk.ts';
import { earlierUnfinished } from './earlierUnfinished.ts';
import { claimStep, DONE, type StepContext, type StepOutcome } from './step.ts';

/** Resolves a round: the plan is made and kept, approved where somebody has to, and then posted with the round's end in one transaction. */
export async function resolveStep(context: StepContext, step: RoundStep): Promise<StepOutcome> {
  const { storage, ledger, desk, approval } = context;
  const record = await storage.round(step.round);
  if (record?.state !== 'scoring' || record.scoredDays !== record.horizonDays) return { status: 'nothing' };
  const kept = (await storage.plan(step.round)) ?? (await keepPlan(context, record));
  if (approval === 'operator' && kept.approvedBy === null) {
    return { status: 'missing', why: `Its payout plan ${kept.hash} waits for the operator's approval.`, isUsual: true };
  }
  // What a vault pays has to be in it: nobody brings it by itself, and a round that can be paid would overtake one that cannot.
  const isOnChain = (await chainDocument(storage, 'chain/vault')) !== null;
  const earlier = approval === 'operator' || isOnChain ? earlierUnfinished(await storage.rounds(), record) : null;
  if (earlier !== null) {
    return { status: 'missing', why: `Round ${earlier.number} closed before and is resolved first.`, isUsual: true };
  }
  // However late both are done, as after a backup was restored: what the vault was told follows from the ledger, and has to come out of it again.
  const open = isOnChain ? await snapshotBefore(storage, step.dueAt) : null;
  if (open !== null) {
    return { status: 'missing', why: `Round ${open.number} closes before this is due, and its snapshot comes first.` };
  }
  const { salt, receipts } = await desk.finish(record);
  const release = await desk.releasePolicy?.(record);
  const plans = plansOf(kept);
  const { signals: posted, ...classic } = postedPayouts(plans);
  try {
    const outcome = await ledger.transact(async (book, writer): Promise<StepOutcome> => {
      const current = await writer.round(step.round);
      if (current?.state !== 'scoring' || !(await claimStep(writer, step))) return { status: 'nothing' };
      for (const plan of plans) {
        if (!isOnChain) desk.beforeResolution?.(book, plan);
        const resolution = book.resolve(plan, release);
        await writer.addPayouts(
          resolution.payouts.map(({ model, ...payout }) => ({ round: step.round, model: Number(model), ...payout })),
        );
        await writer.addIncidents(shortfallIncidents(step.round, resolution.shortfalls));
      }
      const { signals } = current;
      const joint = signals === undefined ? {} : { signals: { ...signals, ...posted } };
      const resolved = advance(current, 'resolved', { ...classic, ...joint, salt });
      await writer.putRound(resolved);
      if (receipts !== undefined) await putReceipts(writer, resolved, receipts);
      return DONE;
    });
    await desk.finished?.(record);
    return outcome;
  } catch (error) {
    // The operator brings more, and the step is tried again.
    if (!(error instanceof LedgerRefusedError) || error.refusal.reason !== 'treasury_short') throw error;
    const how = isOnChain ? ' Its tokens come by fund of the vault, and no other way.' : '';
    return { status: 'missing', why: `${error.message}${how}` };
  }
}

async function keepPlan({ storage, ledger, desk }: StepContext, record: RoundRecord): Promise<PlanRecord> {
  const journal = await ledger.journal();
  const made = planRecordOf(record.number, await storedPlans(storage, record, journal, await policiesOf(desk, record)));
  return storage.transaction(async (writer) => {
    const known = await writer.plan(record.number);
    if (known === null) await writer.putPlan(made);
    return known ?? made;
  });
}

/** From what is stored: the snapshots, and the scores of the last day. */
export async function storedPlans(
  reader: StorageReader,
  record: RoundRecord,
  journal: Journal,
  config: RoundPolicies,
): Promise<readonly PayoutPlan[]> {
  const { number, columns } = record;
  const rows = await reader.scores({ round: number, latestOnly: true });
  const marked = (await reader.models()).filter((model) => model.marked);
  return roundPlans({
    journal,
    record,
    config,
    scores: new Map(
      rows.map(({ model, values }) => [
        String(model),
        Object.fromEntries(columns.map(({ key }, column) => [key, numberOrNull(values[column])])),
      ]),
    ),
    benchmarks: new Set(marked.map(({ id }) => String(id))),
  });
}

const numberOrNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

/** One incident for each burn that found less than it should have. */
export const shortfallIncidents = (
  round: number,
  shortfalls: Resolution['shortfalls'],
  day: string | null = null,
): IncidentRecord[] =>
  shortfalls.map(({ model, planned, burned }) => ({
    rule: 'burn_shortfall',
    severity: 'warning',
    rows: 1,
    day,
    security: null,
    round,
    message: `Round ${round}: model ${model} was to lose ${formatAmount(planned)} and had ${formatAmount(burned)} left, because earlier rounds had burned the rest.`,
  }));
