import {
  formatAmount,
  type LedgerRound,
  parseCanonicalJson,
  type PayoutPlan,
  payoutPlan,
  payoutPlanHash,
  payoutPlanJson,
  payoutTree,
} from '@robata/ledger';
import type { IncidentRecord, PlanRecord, RoundRecord, RoundStep } from '../../records.ts';
import { putReceipts } from '../../receipts/roundReceipts.ts';
import type { StorageReader } from '../../storage/storage.ts';
import { ledgerRoundOf } from '../ledgerRound.ts';
import { LedgerRefusedError, type Resolution } from '../ledgerBook.ts';
import { advance } from '../roundState.ts';
import { earlierUnfinished } from './earlierUnfinished.ts';
import { claimStep, DONE, type StepContext, type StepOutcome } from './step.ts';

/** Resolves a round: the plan is made and kept, approved where somebody has to, and then posted with the round's end in one transaction. */
export async function resolveStep(context: StepContext, step: RoundStep): Promise<StepOutcome> {
  const { storage, ledger, desk, approval } = context;
  const record = await storage.round(step.round);
  if (record?.state !== 'scoring' || record.scoredDays !== record.horizonDays) return { status: 'nothing' };
  const kept = (await storage.plan(step.round)) ?? (await keepPlan(context, record));
  if (approval === 'operator' && kept.approvedBy === null) {
    return { status: 'missing', why: `Its payout plan ${kept.hash} waits for the operator's approval.` };
  }
  const earlier = approval === 'operator' ? earlierUnfinished(await storage.rounds(), record) : null;
  if (earlier !== null) {
    return { status: 'missing', why: `Round ${earlier.number} closed before and is resolved first.` };
  }
  const { salt, receipts } = await desk.finish(record);
  const release = await desk.releasePolicy?.(record);
  const plan = parseCanonicalJson<PayoutPlan>(kept.body);
  const payoutRoot = payoutTree(plan).root;
  try {
    const outcome = await ledger.transact(async (book, writer): Promise<StepOutcome> => {
      const current = await writer.round(step.round);
      if (current?.state !== 'scoring' || !(await claimStep(writer, step))) return { status: 'nothing' };
      desk.beforeResolution?.(book, plan);
      const resolution = book.resolve(plan, release);
      await writer.addPayouts(
        resolution.payouts.map(({ model, ...payout }) => ({ round: step.round, model: Number(model), ...payout })),
      );
      await writer.addIncidents(shortfallIncidents(step.round, resolution.shortfalls));
      const resolved = advance(current, 'resolved', { planHash: kept.hash, payoutRoot, salt });
      await writer.putRound(resolved);
      if (receipts !== undefined) await putReceipts(writer, resolved, receipts);
      return DONE;
    });
    await desk.finished?.(record);
    return outcome;
  } catch (error) {
    // The operator brings more, and the step is tried again.
    if (!(error instanceof LedgerRefusedError) || error.refusal.reason !== 'treasury_short') throw error;
    return { status: 'missing', why: error.message };
  }
}

async function keepPlan({ storage, ledger, desk }: StepContext, record: RoundRecord): Promise<PlanRecord> {
  const snapshot = ledgerRoundOf(await ledger.journal(), record);
  const plan = await planOf(storage, record, snapshot, await desk.policy(record));
  const made: PlanRecord = {
    round: record.number,
    hash: payoutPlanHash(plan),
    body: payoutPlanJson(plan),
    approvedBy: null,
  };
  return storage.transaction(async (writer) => {
    const known = await writer.plan(record.number);
    if (known === null) await writer.putPlan(made);
    return known ?? made;
  });
}

/** From what is stored: the snapshot, and the scores of the last day. */
async function planOf(
  reader: StorageReader,
  { number, columns }: RoundRecord,
  { round, atRisk }: LedgerRound,
  policy: PayoutPlan['policy'],
): Promise<PayoutPlan> {
  const rows = await reader.scores({ round: number, latestOnly: true });
  const marked = (await reader.models()).filter((model) => model.marked);
  return payoutPlan({
    round,
    policy,
    atRisk,
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
