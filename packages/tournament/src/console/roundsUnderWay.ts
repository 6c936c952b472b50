import { amountOf, formatAmount } from '@robata/ledger';
import type { Kysely } from 'kysely';
import type { RoundRecord, RoundStep } from '../records.ts';
import { earlierUnfinished } from '../rounds/engine/earlierUnfinished.ts';
import type { Database } from '../storage/schema.ts';
import type { StorageReader } from '../storage/storage.ts';
import type { RoundUnderWay } from './types.ts';

/** Every round that is not finished with what is due when, ascending by number; those whose opening is only planned too. */
export async function roundsUnderWay(reader: StorageReader, db: Kysely<Database>): Promise<RoundUnderWay[]> {
  const records = await reader.rounds();
  const running = records.filter(({ state }) => state !== 'resolved' && state !== 'cancelled');
  const known = new Set(records.map(({ number }) => number));
  const waiting = await db.selectFrom('round_step').select('round').distinct().where('state', '=', 'waiting').execute();
  const planned = waiting.map(({ round }) => round).filter((round) => !known.has(round));
  const shown = [...running, ...planned.map(unopened)];
  const views = await Promise.all(shown.map((record) => viewOf(reader, record, running)));
  return views.sort((a, b) => a.number - b.number);
}

type Known = Pick<RoundRecord, 'number' | 'state' | 'scoredDays'> & Partial<RoundRecord>;

const unopened = (number: number): Known => ({ number, state: 'scheduled', scoredDays: 0 });

async function viewOf(reader: StorageReader, record: Known, running: readonly RoundRecord[]): Promise<RoundUnderWay> {
  const { number, state, scoredDays } = record;
  const [steps, entries, plan] = await Promise.all([
    reader.steps(number),
    reader.entries({ round: number }),
    reader.plan(number),
  ]);
  const full = running.find((each) => each.number === number);
  const shownSteps = steps.map(({ round: _round, ...step }: RoundStep) => step);
  return {
    number,
    tournament: record.tournament ?? null,
    state,
    opensAt: record.opensAt ?? null,
    closesAt: record.closesAt ?? null,
    scoredDays,
    horizonDays: record.horizonDays ?? null,
    entries: entries.length,
    atRisk: formatAmount(amountOf(entries.reduce((sum, { atRisk }) => sum + atRisk, 0n))),
    steps: shownSteps,
    next: shownSteps.find((step) => step.state === 'waiting') ?? null,
    plan: plan && { hash: plan.hash, approvedBy: plan.approvedBy },
    after: (full && earlierUnfinished(running, full)?.number) ?? null,
  };
}
